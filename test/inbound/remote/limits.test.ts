import { afterEach, describe, expect, test } from 'vitest'
import { setProfileFields } from '../../../src/config/profile-fields.ts'
import type { FaultPlan } from '../../moodle-stand-in/faults.ts'
import { outcomes, type RunResult, resultOf } from '../run-result.ts'
import { importFiles, type Sent } from '../test-hub.ts'
import { type ClientOptions, type MoodleHub, moodleHub, writesIn } from './moodle-hub.ts'
import { siteContent } from './site-content.ts'

const open: MoodleHub[] = []
afterEach(async () => {
  for (const place of open.splice(0)) await place[Symbol.asyncDispose]()
})

/** Enough of them that fifty users are more fields than PHP reads unless it is told more. */
const PROFILE_FIELDS = Array.from({ length: 10 }, (_, i) => `field${i}`)

async function start(
  maxInputVars: number,
  client: ClientOptions = {},
  faults?: FaultPlan,
): Promise<MoodleHub> {
  const fields = PROFILE_FIELDS.map((shortname) => ({ shortname, name: shortname, type: 'text' as const }))
  const place = await moodleHub({ maxInputVars, profileFields: fields, ...(faults && { faults }) }, client)
  open.push(place)
  const { hub, defaults } = place
  const own = fields.map((field) => ({ ...field, options: [], default: '', includeTime: false }))
  await hub.store.asOrganisation(defaults.organisationId, (tx) => setProfileFields(tx, defaults.siteId, own))
  return place
}

function files(people: number, courses: number): Sent[] {
  const names = Array.from({ length: people }, (_, i) => `u${i}`)
  return [
    {
      name: 'user.csv',
      content: [
        `action,username,password,firstname,lastname,email,city,auth,${PROFILE_FIELDS.map((name) => `profile_field_${name}`)}`,
        ...names.map(
          (name) =>
            `create,${name},changeme,First,Last,${name}@example.org,Leeds,ldap,${PROFILE_FIELDS.map((one) => `${one} of ${name}`)}`,
        ),
      ].join('\n'),
    },
    {
      name: 'course.csv',
      content: [
        'action,shortname,fullname,category',
        ...Array.from({ length: courses }, (_, i) => `create,C${i},Course ${i},Faculty ${i % 2}`),
      ].join('\n'),
    },
    {
      name: 'enroll.csv',
      content: [
        'action,username,context,instance,role',
        ...names.map((name, i) => `create,${name},course,C${i % courses},student`),
      ].join('\n'),
    },
  ]
}

async function carriedOut(place: MoodleHub, sent: readonly Sent[]): Promise<RunResult> {
  return resultOf(place, await importFiles(place, sent))
}

/** The site with all that people have in profile fields. */
function contentOf({ standIn }: MoodleHub) {
  const people = standIn.installation.site.users.all().map(({ username, profile }) => [username, profile])
  return { site: siteContent(standIn), profiles: Object.fromEntries(people) as object }
}

describe('a site that reads 1,000 fields of a call and drops the rest', () => {
  const FILES = files(130, 30)

  test('is sent no more than that by a client that was told nothing', async () => {
    const place = await start(1000)
    expect(new Set(outcomes(await carriedOut(place, FILES)))).toEqual(new Set(['created', 'enrolled']))
    expect(Math.max(...place.standIn.calls.map(({ fields }) => fields))).toBeLessThanOrEqual(1000)
  })

  test('loses nothing where more was promised: the limit is found, and kept from then on', async () => {
    const calm = await start(20_000, { limits: { variables: 5000 } })
    const expected = await carriedOut(calm, FILES)
    const place = await start(1000, { limits: { variables: 5000 } })
    expect(outcomes(await carriedOut(place, FILES))).toEqual(outcomes(expected))
    expect(contentOf(place)).toEqual(contentOf(calm))
    const { calls } = place.standIn
    // Cut off, a call has lost the name of its function, which comes last.
    expect(calls.filter(({ fields }) => fields > 1000).map(({ name }) => name)).toContain('')
    expect(calls.findLast(({ name }) => name === 'core_user_create_users')!.fields).toBeLessThanOrEqual(1000)
  })
})

test('behind a front that gives up after 100 ms nothing is lost or doubled, though the work takes two seconds', async () => {
  const sent = files(6, 1)
  const calm = await start(5000)
  const expected = await carriedOut(calm, sent)
  const faults: FaultPlan = (_, name) =>
    writesIn([name]).length > 0 ? { kind: 'impatient front', afterMs: 100, workMs: 2000 } : null
  // Waits up to 3.6 s for what a call may still do, as it waits six minutes for a server.
  const place = await start(5000, { timesFaster: 100 }, faults)
  expect(outcomes(await carriedOut(place, sent))).toEqual(outcomes(expected))
  expect(contentOf(place)).toEqual(contentOf(calm))
  const calls = (one: MoodleHub) => writesIn(one.standIn.calls.map(({ name }) => name))
  expect(calls(place)).toEqual(calls(calm))
}, 30_000)
