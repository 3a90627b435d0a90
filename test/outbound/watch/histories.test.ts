import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { today } from '../../../src/domain/values/dates.ts'
import { runExports } from '../../../src/outbound/run-export.ts'
import { addDays } from '../../../src/outbound/time/windows.ts'
import { incidents } from '../../../src/outbound/watch/incidents.ts'
import { timetableOf } from '../../../src/outbound/watch/timetable.ts'
import { SOAK } from '../../support/soak.ts'
import { storeAndFolder } from '../../support/store-and-folder.ts'
import { Crash, crashingStore } from '../crashing-store.ts'
import { client, forgetSignsOfLife, type World, world } from '../outbound-hub.ts'
import { failing, look } from './looks.ts'

const HISTORIES = SOAK ? 500 : 15
const TIMEOUT_MS = SOAK ? 1_200_000 : 120_000

const ZONE = 'Europe/London'
const MINUTE_MS = 60_000
/** The last evening before the night in which clocks go forward; half minutes, so that nothing is on the stroke. */
const START = Date.parse('2026-03-27T23:53:30Z')

/** What happens, so many minutes after what was before. */
interface Step {
  readonly after: number
  readonly what: 'look' | 'crash' | 'by hand' | 'fails' | 'recovers'
  /** Of a crash: at which transaction of the look, before it or after. */
  readonly nth: number
  readonly committed: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 60 }) },
    { weight: 2, arbitrary: fc.integer({ min: 60, max: 400 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1_000, max: 4_000 }) },
  ),
  what: fc.constantFrom('look', 'look', 'look', 'look', 'crash', 'by hand', 'fails', 'fails', 'recovers'),
  nth: fc.integer({ min: 1, max: 16 }),
  committed: fc.boolean(),
})

const place = storeAndFolder()
let at: World
beforeAll(async () => {
  at = await world(place.store, place.folder, [{ id: 1, username: 'u1', idnumber: 'N1', institution: 'A' }])
})

test(
  'whatever happens, the record has exactly the files that were not there by the deadline, and each is told once',
  async () => {
    let met = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 20, size: 'max' }), async (steps) => {
        const id = await client(at, 'A', 'completion', { timeZone: ZONE })
        const timetable = timetableOf({ settings: { timeZone: ZONE } })
        let now = START
        const told: string[] = []
        let crashed = false
        const lookAt = async (changed = {}) => {
          for (const one of await look(at, id, new Date(now).toISOString(), changed)) {
            told.push(...one.missing.map(({ code, value }) => `${code} ${value}`))
            if (one.what === 'ran') expect(now).toBeGreaterThan(timetable.of(one.date!).start)
          }
        }
        await lookAt()
        for (const { after, what, nth, committed } of steps) {
          now += after * MINUTE_MS
          at.at(new Date(now).toISOString())
          await forgetSignsOfLife(at)
          if (what === 'look') await lookAt()
          else if (what === 'by hand') await runExports(at.hub, id, [])
          else if (what === 'crash') {
            const dying = crashingStore(place.store, nth, committed)
            await lookAt({ store: dying }).catch((error: unknown) => {
              if (!(error instanceof Crash)) throw error
            })
            crashed ||= dying.crashed
          } else await failing(at, id, 'completion', what === 'fails', { timeZone: ZONE })
        }
        await forgetSignsOfLife(at)
        await lookAt()

        const published = await publishedAt(id)
        const record = new Map((await incidents(at.hub, id)).map((one) => [one.date, one]))
        for (let date = today(START, ZONE); date <= today(now, ZONE); date = addDays(date, 1)) {
          const { deadline, warnings } = timetable.of(date)
          const there = published.get(date) ?? null
          const one = record.get(date)
          const missed = deadline > START && deadline <= now && (there === null || there > deadline)
          expect(one?.incidentAt != null, `incident of ${date}`).toBe(missed)
          if (missed) met++
          if (one !== undefined) {
            expect(one.publishedAt?.getTime() ?? null).toBe(there)
            expect(one.warnedAt.length).toBeLessThanOrEqual(warnings.length)
            for (const warned of one.warnedAt) {
              expect(warned.getTime()).toBeGreaterThan(warnings[0]!)
              expect(warned.getTime()).toBeLessThan(deadline)
            }
          }
          const name = `Completion${date.replaceAll('-', '')}.csv`
          const times = (code: string) => told.filter((text) => text === `${code} ${name}`).length
          const most = { 'RB-7129': missed ? 1 : 0, 'RB-7128': one?.warnedAt.length ?? 0 }
          for (const [code, number] of Object.entries(most)) {
            // Who dies may take with it what it was about to tell.
            if (crashed) expect(times(code)).toBeLessThanOrEqual(number)
            else expect(times(code), `${code} ${name}`).toBe(number)
          }
        }
      }),
      { numRuns: HISTORIES, seed: 20_260_329 },
    )
    expect(met).toBeGreaterThan(HISTORIES)
  },
  TIMEOUT_MS,
)

/** When the file of each date was first there, by its date. */
async function publishedAt(id: number): Promise<ReadonlyMap<string, number>> {
  const { rows } = await place.store.asOrganisation(id, ({ db }) =>
    sql<{ date: string; at: Date }>`select file_date as date, min(published_at) as at from export_file
      where state in ('published', 'replaced') group by file_date`.execute(db),
  )
  return new Map(rows.map(({ date, at }) => [date, at.getTime()]))
}
