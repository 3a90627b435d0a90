import { afterEach, expect, test } from 'vitest'
import { hubOn } from '../../../src/cli/open-hub.ts'
import { openStore } from '../../../src/store/open.ts'
import { mulberry32 } from '../../formats/mutations.ts'
import { type FaultPlan, seededFaults } from '../../moodle-stand-in/faults.ts'
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
import { type SiteContent, siteContent } from './site-content.ts'

const PROGRAM = new URL('./programs/import-through-trouble.ts', import.meta.url)
/** Imports into one site, each after the other: later ones change and end what earlier ones made. */
const ROUNDS = 2
const SITES = SOAK ? 100 : 1
/** Of the calls, one in so many goes wrong. */
const EVERY = 12
/** Of the kills: exactly before an event, while the process halts there. The others come in the midst of what follows. */
const HALTED_SHARE = 0.5
/** Of the kills: once more, while what the first one left is settled. */
const AGAIN_SHARE = 0.4
/** Within an import that nothing disturbs. */
const EVENTS_OF_ROUND = 300
const EVENTS_OF_RESUMING = 80
/** An import takes two or three: each kill costs one, and one is still to end it. */
const MOST_PROCESSES = ROUNDS * 6
const TIMEOUT_MS = 5 * 60_000

const embeddedTest = test.skipIf(testEngine === 'postgres') // its processes share one data folder

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(): Promise<{ standIn: StandIn; at: TestDatabase }> {
  const at = await testDatabase()
  closing.push(() => at.remove())
  const standIn = await moodleStandIn()
  closing.push(() => standIn.close())
  return { standIn, at }
}

interface Ended {
  /** After each round. */
  readonly sites: readonly SiteContent[]
  readonly left: Awaited<ReturnType<typeof leftIn>>
}

let calm: Promise<Ended> | null = null

/** The same imports without any trouble. */
async function undisturbed(): Promise<Ended> {
  await using folder = await temporaryFolder()
  const { standIn, at } = await start()
  const sites: SiteContent[] = []
  const store = await openStore(at)
  try {
    const hub = {
      ...hubOn(store, at.dataFolder, TEST_KEY, () => TEST_TIME),
      moodle: () => clientOf(standIn),
    }
    const defaults = await feedToMoodle(hub, standIn.url)
    for (let round = 1; round <= ROUNDS; round++) {
      await writeRound(folder.path, round)
      await carryOutRound(hub, defaults, folder.path, round)
      sites.push(siteContent(standIn))
    }
  } finally {
    await store.close()
  }
  return { sites, left: await leftIn(standIn, at) }
}

/** An event, counted from the beginning of an import or a process. */
interface Kill {
  readonly event: number
  readonly halted: boolean
}

/** Hears a program until its import has ended, or kills it there. */
async function killedAt(program: Program, kill: Kill | null): Promise<boolean> {
  for (let events = 0; ; ) {
    const word = await program.line()
    if (word === 'ended') return false
    if (word === 'event') events++
    if (word === 'halted' || (kill?.halted === false && events >= kill.event)) break
  }
  await program.end()
  return true
}

function haltOf(kill: Kill | null): string {
  return kill?.halted ? String(kill.event) : '0'
}

/** Faults in the calls of an import: the same for the same number, wherever the kills come. */
function faultsOf(run: number, met: { faults: number }): FaultPlan {
  const plan = seededFaults(run, EVERY, () => false)
  return (number, name) => {
    const fault = plan(number, name)
    if (fault !== null) met.faults++
    return fault
  }
}

async function disturbed(site: number, met: { faults: number; kills: number }): Promise<Ended> {
  await using folder = await temporaryFolder()
  for (let round = 1; round <= ROUNDS; round++) await writeRound(folder.path, round)
  const { standIn, at } = await start()
  const random = mulberry32(20_261_122 + site)
  const killWithin = (events: number): Kill => ({
    event: 5 + Math.floor(random() * events),
    halted: random() < HALTED_SHARE,
  })
  const run = (round: number, kill: Kill | null) => {
    const rounds = [String(round), String(ROUNDS)]
    return runProgram(PROGRAM, at.dataFolder, standIn.url, folder.path, ...rounds, haltOf(kill))
  }
  const sites: SiteContent[] = []
  let program: Program | null = null
  let processes = 0
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      standIn.breakDown(faultsOf(site * ROUNDS + round, met))
      let kill: Kill | null = killWithin(EVENTS_OF_ROUND)
      if (program === null) processes++
      else program.tell(haltOf(kill))
      program ??= run(round, kill)
      while (await killedAt(program, kill)) {
        met.kills++
        expect(++processes, 'processes that it took').toBeLessThan(MOST_PROCESSES)
        kill = random() < AGAIN_SHARE ? killWithin(EVENTS_OF_RESUMING) : null
        program = run(round, kill)
      }
      sites.push(siteContent(standIn))
    }
    program?.tell('0')
  } finally {
    await program?.end(sites.length === ROUNDS ? 'end of input' : 'SIGKILL')
  }
  standIn.breakDown(() => null)
  return { sites, left: await leftIn(standIn, at) }
}

for (let site = 0; site < SITES; site++) {
  const first = site * ROUNDS + 1
  embeddedTest(
    `imports ${first} to ${first + ROUNDS - 1}, through trouble and kills, end as undisturbed ones`,
    async () => {
      const met = { faults: 0, kills: 0 }
      const { sites, left } = await disturbed(site, met)
      calm ??= undisturbed()
      const expected = await calm
      for (const [at, content] of sites.entries()) {
        expect(content, `the site after import ${at + 1}`).toEqual(expected.sites[at])
      }
      expect(left).toEqual(expected.left)
      expect(met.faults).toBeGreaterThan(ROUNDS * 5)
      expect(met.kills).toBeGreaterThan(0)
    },
    TIMEOUT_MS,
  )
}
