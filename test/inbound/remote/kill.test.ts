import { afterEach, expect, test } from 'vitest'
import { hubOn } from '../../../src/cli/open-hub.ts'
import { openStore } from '../../../src/store/open.ts'
import { mulberry32 } from '../../formats/mutations.ts'
import { moodleStandIn, type StandIn } from '../../moodle-stand-in/stand-in.ts'
import { type TestDatabase, testDatabase, testEngine } from '../../support/engines.ts'
import { type Program, runProgram } from '../../support/program.ts'
import { SOAK } from '../../support/soak.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { clientOf } from '../../transport/moodle-ws/lanes.ts'
import { carryOutRound, writeRound } from '../rounds.ts'
import { TEST_KEY, TEST_TIME } from '../test-key.ts'
import { leftIn } from './left-in.ts'
import { feedToMoodle } from './moodle-feed.ts'

const PROGRAM = new URL('./programs/import-to-moodle.ts', import.meta.url)
const KILLS = 50
const MOST_PROCESSES = KILLS * 3 + 10
/** Of the kills: exactly before an event, while the process halts there. The others come in the midst of what follows. */
const HALTED_SHARE = 0.5
/** About two chunks after the events that begin a process. */
const EVENTS_AHEAD = 160
const TIMEOUT_MS = 20 * 60_000

const soakTest = test.skipIf(testEngine === 'postgres' || !SOAK) // processes on one data folder; chaos.test.ts kills some

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function start(): Promise<{ standIn: StandIn; at: TestDatabase }> {
  const standIn = await moodleStandIn()
  const at = await testDatabase()
  closing.push(
    () => standIn.close(),
    () => at.remove(),
  )
  return { standIn, at }
}

async function undisturbed(files: string, rounds: number) {
  const { standIn, at } = await start()
  const store = await openStore(at)
  try {
    const hub = {
      ...hubOn(store, at.dataFolder, TEST_KEY, () => TEST_TIME),
      moodle: () => clientOf(standIn),
    }
    const defaults = await feedToMoodle(hub, standIn.url)
    for (let round = 1; round <= rounds; round++) await carryOutRound(hub, defaults, files, round)
  } finally {
    await store.close()
  }
  return leftIn(standIn, at)
}

/** Reads what a process says until it is at its end, or for so many events. */
async function listen(program: Program, events: number): Promise<string> {
  let last = ''
  for (let heard = 0; heard < events; heard++) {
    last = await program.line()
    if (last !== 'event') return last
  }
  return last
}

soakTest(
  `an import into Moodle that is killed ${KILLS} times ends as one that is not`,
  async () => {
    await using folder = await temporaryFolder()
    const random = mulberry32(20_261_003)
    const { standIn, at } = await start()
    let kills = 0
    let processes = 0
    let round = 1
    for (; kills < KILLS; round++) {
      await writeRound(folder.path, round)
      for (let end = ''; end !== 'ended'; ) {
        expect(++processes, 'processes that it took').toBeLessThan(MOST_PROCESSES)
        const event = kills === KILLS ? null : 20 + Math.floor(random() * EVENTS_AHEAD)
        const halt = event !== null && random() < HALTED_SHARE ? [String(event)] : []
        const args = [at.dataFolder, standIn.url, folder.path, String(round), ...halt]
        await using program = runProgram(PROGRAM, ...args)
        end = await listen(program, event === null || halt.length > 0 ? Number.POSITIVE_INFINITY : event)
        if (end !== 'event' && end !== 'halted') {
          expect(end).toBe('ended')
          await program.end('end of input')
          continue
        }
        await program.end()
        kills++
      }
    }
    const left = await leftIn(standIn, at)
    const calm = await undisturbed(folder.path, round - 1)
    expect(left.site).toEqual(calm.site)
    expect(left.results).toEqual(calm.results)
    expect(left.mails).toEqual(calm.mails)
    expect(calm.site.enrolments.length).toBeGreaterThan(50)
  },
  TIMEOUT_MS,
)
