import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportFiles } from '../../src/outbound/export-files.ts'
import { exportNamed } from '../../src/outbound/exports.ts'
import { findIssued, issuedBytes } from '../../src/outbound/reissue.ts'
import { runExports } from '../../src/outbound/run-export.ts'
import { SOAK } from '../support/soak.ts'
import { storeAndFolder } from '../support/store-and-folder.ts'
import { s3StandIn } from '../transport/s3/stand-in.ts'
import { Crash, crashingStore } from './crashing-store.ts'
import { client, forgetSignsOfLife, graded, outbox, type Person, type World, world } from './outbound-hub.ts'

const HISTORIES = SOAK ? 500 : 20
const TIMEOUT_MS = SOAK ? 1_200_000 : 240_000

const PEOPLE: readonly Person[] = ['a1', 'a2', 'b1', 'b2'].map((username, index) => ({
  id: index + 1,
  username,
  idnumber: `N${index + 1}`,
  institution: username.startsWith('a') ? 'A' : 'B',
}))

const HOUR_MS = 60 * 60_000
/** The evening before clocks go forward is three days later. */
const START = Date.parse('2026-03-26T02:30:00Z')

type Step =
  /** A grade as it is from now on, given so many hours ago. */
  | { readonly what: 'grade'; user: number; course: number; value: number; hoursAgo: number }
  | { readonly what: 'wait'; hours: number }
  | { readonly what: 'run'; client: 0 | 1; force: boolean }
  | { readonly what: 'crash'; client: 0 | 1; nth: number; after: boolean; force: boolean }

const clientOf = fc.constantFrom<0 | 1>(0, 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('grade' as const),
      user: fc.integer({ min: 1, max: PEOPLE.length }),
      course: fc.constantFrom(11, 12),
      value: fc.integer({ min: 0, max: 3 }),
      hoursAgo: fc.integer({ min: 0, max: 60 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('wait' as const),
      hours: fc.constantFrom(1, 2, 23, 24, 25, 72),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('run' as const), client: clientOf, force: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('crash' as const),
      client: clientOf,
      // A run of one day has some fourteen transactions; the rename is between the ninth and the tenth, and one earlier as
      // long as nothing was delivered.
      nth: fc.oneof(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 8, max: 10 })),
      after: fc.boolean(),
      force: fc.boolean(),
    }),
  },
)

describe('an export, whatever happens', () => {
  const own = storeAndFolder()

  test(
    'delivers each version of a fact once, to its own organisation, and loses none',
    async () => {
      const crashes = { wanted: 0, met: 0 }
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14, size: 'max' }), async (steps) => {
          const place = await world(own.store, own.folder, PEOPLE)
          const clients = [await client(place, 'A', 'grade'), await client(place, 'B', 'grade')]
          let now = START
          const clock = () => place.at(new Date(now).toISOString())
          clock()
          // So that both are live, and all that comes is theirs to deliver.
          for (const id of clients) await runExports(place.hub, id, [])
          now += HOUR_MS
          const grades = new Map<string, { user: number; text: string }>()
          for (const one of steps) {
            if (one.what === 'wait') now += one.hours * HOUR_MS
            clock()
            if (one.what === 'grade') {
              // Not before the first window.
              const time = Math.max(now - one.hoursAgo * HOUR_MS, START)
              const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(time)
              await graded(place, one.user, one.course, String(one.value), time)
              grades.set(`${one.user} ${one.course}`, { user: one.user, text: rowText(one, date) })
            } else if (one.what === 'run') {
              await forgetSignsOfLife(place)
              const results = await runExports(place.hub, clients[one.client]!, [], { force: one.force })
              expect(results.map(({ finding }) => finding)).toEqual([null])
            } else if (one.what === 'crash') {
              await forgetSignsOfLife(place)
              crashes.wanted++
              if (await crash(place, clients[one.client]!, one)) crashes.met++
            }
          }
          now += 26 * HOUR_MS
          clock()
          await forgetSignsOfLife(place)
          for (const [index, id] of clients.entries()) {
            await runExports(place.hub, id, [])
            const people = PEOPLE.filter(({ institution }) => institution === 'AB'[index])
            const wanted = [...grades.values()].filter(({ user }) => people.some((one) => one.id === user))
            await judge(
              place,
              id,
              wanted.map(({ text }) => text),
              people,
            )
          }
        }),
        { numRuns: HISTORIES },
      )
      // Else the test would say little.
      expect(crashes.met).toBeGreaterThan(crashes.wanted / 4)
    },
    TIMEOUT_MS,
  )

  test.each([
    ['folder', false],
    ['folder', true],
    ['bucket', false],
    ['bucket', true],
  ])(
    'into a %s goes on rightly from each of its transactions, when the process ends before it or (%s) after it',
    async (kind, after) => {
      await using s3 = await s3StandIn()
      let met = 0
      for (let nth = 1; nth === met + 1; nth++) {
        const place = await world(own.store, own.folder, PEOPLE, kind === 'bucket' ? s3 : null)
        const id = await client(place, 'A', 'grade')
        const at = (hours: number) => place.at(new Date(START + hours * HOUR_MS).toISOString())
        at(0)
        await runExports(place.hub, id, [])
        await graded(place, 1, 11, '1', START)
        await graded(place, 1, 12, '0', START)
        at(24)
        if (await crash(place, id, { what: 'crash', client: 0, nth, after, force: false })) met++
        await forgetSignsOfLife(place)
        // Whoever takes a file for unpublished that lies there makes another one now.
        await graded(place, 1, 11, '2', START)
        await graded(place, 2, 12, '3', START + HOUR_MS)
        await runExports(place.hub, id, [])
        at(48)
        await runExports(place.hub, id, [])
        const rows = [
          rowText({ user: 1, course: 11, value: 2 }, '2026-03-26'),
          rowText({ user: 1, course: 12, value: 0 }, '2026-03-26'),
          rowText({ user: 2, course: 12, value: 3 }, '2026-03-26'),
        ]
        await judge(place, id, rows, PEOPLE.slice(0, 2))
      }
      // Else the run ended before its last transaction was reached.
      expect(met).toBeGreaterThan(10)
    },
    TIMEOUT_MS,
  )
})

/** True when the run ended before its time. */
async function crash(
  { hub, ...place }: World,
  organisationId: number,
  { nth, after, force }: Extract<Step, { what: 'crash' }>,
): Promise<boolean> {
  const store = crashingStore(hub.store, nth, after)
  const dying = { ...place, hub: { ...hub, store } }
  await runExports(dying.hub, organisationId, [], { force }).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error
  })
  return store.crashed
}

function rowText(
  { user, course, value }: { user: number; course: number; value: number },
  date: string,
): string {
  const { username, idnumber } = PEOPLE[user - 1]!
  return [username, idnumber, date, `Course ${course}`, `C${course}`, String(value), 'F']
    .map((cell) => `"${cell}"`)
    .join(',')
}

/** Looks at what a receiver has: files, their numbers, and the rows of each fact in the order of publication. */
async function judge(
  place: World,
  organisationId: number,
  wanted: readonly string[],
  people: readonly Person[],
): Promise<void> {
  const { hub } = place
  const files = await hub.store.asOrganisation(organisationId, async (tx) => {
    const { id: exportId } = await exportNamed(tx, organisationId, 'grade')
    return exportFiles(tx, { organisationId, exportId }, ['writing', 'publishing', 'published', 'replaced'])
  })
  const published = files.filter(({ state }) => state === 'published')
  expect(files.filter(({ state }) => state === 'writing' || state === 'publishing')).toEqual([])
  const seen = await outbox(place, organisationId)
  expect(published.map(({ name, sha256 }) => [name, sha256]).sort()).toEqual(
    Object.entries(seen).map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')]),
  )
  const inOrder = [...files].sort((one, other) => one.sequence! - other.sequence!)
  expect(inOrder.map(({ sequence }) => sequence)).toEqual(inOrder.map((_, index) => index + 1))
  inOrder.reduce<string | null>((before, { manifest }) => {
    expect(JSON.parse(manifest!)).toMatchObject({
      previous: before === null ? null : createHash('sha256').update(before).digest('hex'),
    })
    return manifest
  }, null)

  const last = new Map<string, string>()
  // In the order of their dates: a file that was built anew is that of its day.
  for (const { name } of [...published].sort((one, other) => (one.date < other.date ? -1 : 1))) {
    for (const line of seen[name]!.split('\r\n').slice(1, -1)) {
      const [username, , , course] = line.split(',')
      const key = `${username} ${course}`
      expect(people.map((person) => `"${person.username}"`)).toContain(username)
      expect(last.get(key), `${line} in ${name}`).not.toBe(line)
      last.set(key, line)
    }
  }
  expect([...last.values()].sort()).toEqual([...wanted].sort())

  for (const { name, sequence } of published) {
    const { files: issued } = await findIssued(hub, organisationId, 'grade', { sequence: sequence! })
    const bytes = await Array.fromAsync(issuedBytes(hub, organisationId, issued))
    expect(Buffer.concat(bytes).toString()).toBe(seen[name])
  }
}
