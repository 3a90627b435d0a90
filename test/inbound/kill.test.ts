import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { hubOn } from '../../src/cli/open-hub.ts'
import { ensureDefaults } from '../../src/config/first-setup.ts'
import { RollbookError } from '../../src/domain/finding.ts'
import { openStore } from '../../src/store/open.ts'
import { mulberry32 } from '../formats/mutations.ts'
import { type TestDatabase, testDatabase, testEngine } from '../support/engines.ts'
import { type Program, runProgram } from '../support/program.ts'
import { SOAK } from '../support/soak.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { brokenLinks, unbalancedFiles } from './accounts.ts'
import { beginRound, carryOutRound, writeRound } from './rounds.ts'
import { type Dump, runDump, siteDump } from './site-dump.ts'
import { TEST_KEY, TEST_TIME } from './test-key.ts'

const IMPORT_ROUND = new URL('./programs/import-round.ts', import.meta.url)
const KILLS = SOAK ? 100 : 4
/** Later rounds change and end what earlier ones made. */
const KILLS_OF_A_ROUND = Math.ceil(KILLS / 3)
/** Of the kills: by the clock, within the time that a process needs to begin. */
const EARLY_SHARE = 0.2
/** Of the kills: exactly before a statement. The others come in the midst of one, or soon after. */
const HALTED_SHARE = 0.4
/** About four chunks after the statements that begin a process, so that a hundred kills go through a few imports. */
const STATEMENTS_AHEAD = 120
/** With the processes that come to the end of an import unharmed. */
const MOST_PROCESSES = 200
const TIMEOUT_MS = 20 * 60_000

const serverTest = test.skipIf(testEngine === 'pglite') // PGlite lets in one process only

const databases: TestDatabase[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.remove()
})

async function database(): Promise<TestDatabase> {
  const made = await testDatabase()
  databases.push(made)
  return made
}

function importRound(at: TestDatabase, files: string, round: number, ...more: string[]): Program {
  return runProgram(IMPORT_ROUND, at.dataFolder, at.databaseUrl ?? '', files, String(round), ...more)
}

/** By the clock, or after so many statements: while the process halts there, or while it goes on. */
type Kill = { readonly afterMs: number } | { readonly statement: number; readonly halted: boolean }

/** `killed`, or how the process ended by itself. */
async function importUntil(
  kill: Kill | null,
  at: TestDatabase,
  files: string,
  round: number,
): Promise<string> {
  const halt = kill !== null && 'halted' in kill && kill.halted ? [String(kill.statement)] : []
  await using program = importRound(at, files, round, ...halt)
  if (kill !== null && 'afterMs' in kill) {
    await wait(kill.afterMs)
    await program.end()
    return 'killed'
  }
  const { last } = await listen(program, kill === null ? undefined : kill.statement)
  if (last === 'statement' || last === 'halted') {
    await program.end()
    return 'killed'
  }
  await program.end('end of input')
  return last
}

/** Everything that the imports left, as an undisturbed process finds it. */
async function leftIn({ dataFolder, databaseUrl }: TestDatabase): Promise<Dump> {
  const store = await openStore({ dataFolder, databaseUrl })
  try {
    return await store.asHouse(async (tx) => {
      expect(await unbalancedFiles(tx)).toEqual([])
      expect(await brokenLinks(tx)).toEqual([])
      return { ...(await siteDump(tx)), ...(await runDump(tx)) }
    })
  } finally {
    await store.close()
  }
}

async function undisturbed(files: string, rounds: number): Promise<Dump> {
  const at = await database()
  const store = await openStore(at)
  try {
    const defaults = await ensureDefaults(store)
    const hub = hubOn(store, at.dataFolder, TEST_KEY, () => TEST_TIME)
    for (let round = 1; round <= rounds; round++) await carryOutRound(hub, defaults, files, round)
  } finally {
    await store.close()
  }
  return leftIn(at)
}

/** What a process takes until it begins with its import. */
async function beginning(at: TestDatabase, files: string) {
  const since = performance.now()
  await using program = importRound(at, files, 1, 'wait')
  const { said } = await listen(program)
  return { statementsToBegin: said, timeToBegin: performance.now() - since }
}

/** Reads what a process says until it is at its end, or for so many lines. */
async function listen(
  program: Program,
  lines = Number.POSITIVE_INFINITY,
): Promise<{ said: number; last: string }> {
  let last = ''
  for (let said = 0; said < lines; said++) {
    last = await program.line()
    if (last !== 'statement') return { said, last }
  }
  return { said: lines, last }
}

describe('an import that is killed', () => {
  test(
    `${KILLS} times ends as one that is not`,
    async () => {
      await using folder = await temporaryFolder()
      const random = mulberry32(20_260_901)
      const at = await database()

      const { statementsToBegin, timeToBegin } = await beginning(at, folder.path)
      /** How a process is to be killed; null: not at all. */
      const nextKill = (): Kill | null => {
        if (kills === KILLS || kills >= round * KILLS_OF_A_ROUND) return null
        const kind = random()
        if (kind < EARLY_SHARE) return { afterMs: random() * timeToBegin }
        const statement = 1 + Math.floor(random() * (statementsToBegin + STATEMENTS_AHEAD))
        return { statement, halted: kind < EARLY_SHARE + HALTED_SHARE }
      }
      let kills = 0
      let processes = 0
      let round = 1
      for (; kills < KILLS; round++) {
        await writeRound(folder.path, round)
        for (let end = ''; end !== 'ended'; ) {
          expect(++processes, 'processes that it took').toBeLessThan(MOST_PROCESSES)
          end = await importUntil(nextKill(), at, folder.path, round)
          if (end === 'killed') kills++
          // A server may still be about the commit of a process that is dead.
          else if (testEngine === 'pglite' || end !== 'RB-5006') expect(end).toBe('ended')
        }
      }
      const left = await leftIn(at)
      for (const table of ['site_user', 'site_group_member', 'history', 'memory', 'mail', 'run_log_note']) {
        expect(left[table]!.length, table).toBeGreaterThan(20)
      }
      expect(left).toEqual(await undisturbed(folder.path, round - 1))
    },
    TIMEOUT_MS,
  )
})

describe('a run that is carried out twice at once', () => {
  test('goes on in one place and is refused in the other, which changes nothing', async () => {
    await using folder = await temporaryFolder()
    await writeRound(folder.path, 1)
    const at = await database()
    const store = await openStore(at)
    try {
      const defaults = await ensureDefaults(store)
      const hub = hubOn(store, at.dataFolder, TEST_KEY, () => TEST_TIME)
      await beginRound(hub, defaults, folder.path, 1)
      const both = [1, 2].map(() => refused(carryOutRound(hub, defaults, folder.path, 1)))
      expect((await Promise.all(both)).sort()).toEqual(['RB-5006', 'ended'])
    } finally {
      await store.close()
    }
    expect(await leftIn(at)).toEqual(await undisturbed(folder.path, 1))
  })

  serverTest('is so in two processes, too', async () => {
    await using folder = await temporaryFolder()
    await writeRound(folder.path, 1)
    const at = await database()
    const store = await openStore(at)
    const hub = hubOn(store, at.dataFolder, TEST_KEY, () => TEST_TIME)
    await beginRound(hub, await ensureDefaults(store), folder.path, 1)
    await store.close()
    await using first = importRound(at, folder.path, 1, 'wait')
    await using second = importRound(at, folder.path, 1, 'wait')
    const both = [first, second]
    for (const program of both) expect(await listen(program)).toMatchObject({ last: 'ready' })
    for (const program of both) program.tell('go')
    const heard = await Promise.all(both.map((program) => listen(program)))
    expect(heard.map(({ last }) => last).sort()).toEqual(['RB-5006', 'ended'])
    for (const program of both) await program.end('end of input')
    expect(await leftIn(at)).toEqual(await undisturbed(folder.path, 1))
  })
})

/** `ended`, or the code of what the work was refused with. */
async function refused(work: Promise<void>): Promise<string> {
  try {
    await work
    return 'ended'
  } catch (error) {
    if (error instanceof RollbookError) return error.finding.code
    throw error
  }
}
