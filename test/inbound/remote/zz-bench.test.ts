import { expect, test } from 'vitest'
import { moodleHub, callsSince, writesIn } from '/work/main/test/inbound/remote/moodle-hub.ts'
import { importFiles } from '/work/main/test/inbound/test-hub.ts'
import { outcomes, resultOf } from '/work/main/test/inbound/run-result.ts'
const N = Number(process.env.N ?? 10000), E = Number(process.env.E ?? 50000), C = 200
test('bench', async () => {
  await using place = await moodleHub({ callMs: 20 })
  const users = { name: 'user.csv', content: ['action,username,password,firstname,lastname,email,city', ...Array.from({ length: N }, (_, i) => `create,u${i},Passw0rd!${i},First ${i},Last,u${i}@example.org,Leeds`)].join('\n') }
  const courses = { name: 'course.csv', content: ['action,shortname,fullname,category', ...Array.from({ length: C }, (_, i) => `create,C${i},Course ${i},Faculty ${i % 5}`)].join('\n') }
  const enrol = { name: 'enroll.csv', content: ['action,username,context,instance,role', ...Array.from({ length: E }, (_, i) => `create,u${Math.floor(i / (E / N))},course,C${(i * 7) % C},student`)].join('\n') }
  for (const [what, file] of [['users', users], ['courses', courses], ['enrolments', enrol], ['users again', users], ['enrolments again', enrol]] as const) {
    const from = place.standIn.calls.length
    const t = performance.now()
    const id = await importFiles(place, [file])
    const s = (performance.now() - t) / 1000
    const calls = callsSince(place, from)
    const o = outcomes(await resultOf(place, id))
    console.log(what, o.length, 'rows', s.toFixed(1), 's', Math.round(o.length / s), 'rows/s', calls.length, 'calls,', writesIn(calls).length, 'writes', JSON.stringify(Object.fromEntries([...new Set(o)].map((w) => [w, o.filter((x) => x === w).length]))))
  }
}, 300000)
