import { createHash } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { hubOn } from '../../src/cli/open-hub.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { outboxFolder } from '../../src/transport/storage/places.ts'
import { mulberry32 } from '../formats/mutations.ts'
import { TEST_KEY } from '../inbound/test-key.ts'
import { type TestDatabase, testDatabase } from '../support/engines.ts'
import { runProgram } from '../support/program.ts'
import { SOAK } from '../support/soak.ts'
import { carryOutNight, type Left, leftByNights, type NightPlace, nightPlace } from './nights.ts'

const PUBLISH_NIGHT = new URL('./programs/publish-night.ts', import.meta.url)
const KILLS = SOAK ? 100 : 3
const KILLS_OF_A_NIGHT = SOAK ? 8 : KILLS
/** Of the kills: by the clock, some in the time that a process needs to begin. */
const BY_CLOCK_SHARE = 0.3
/** Of the kills: exactly before a statement. The others come in the midst of one, or soon after. */
const HALTED_SHARE = 0.35
/** With the processes that come to the end of a night unharmed. */
const MOST_PROCESSES = 2 * KILLS + 30
const TIMEOUT_MS = 20 * 60_000

const databases: TestDatabase[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.remove()
})

/** By the clock, or after so many statements: while the process halts there, or while it goes on. */
type Kill = { readonly afterMs: number } | { readonly statement: number; readonly halted: boolean }

test(
  `exports that are killed ${KILLS} times issue the same files, byte for byte, each fact once`,
  async () => {
    const random = mulberry32(20_260_902)
    const { at, place } = await begin()
    const { whole, statements } = await measured(at, place, 1)
    let night = 2
    let kills = 0
    let processes = 0
    let killsOfNight = 0
    const nextKill = (): Kill | null => {
      if (kills === KILLS || killsOfNight === KILLS_OF_A_NIGHT) return null
      const kind = random()
      if (kind < BY_CLOCK_SHARE) return { afterMs: random() * whole }
      return {
        statement: 1 + Math.floor(random() * statements),
        halted: kind < BY_CLOCK_SHARE + HALTED_SHARE,
      }
    }
    for (; kills < KILLS; night++) {
      killsOfNight = 0
      for (let end = ''; end !== 'ended'; ) {
        expect(++processes, 'processes that it took').toBeLessThan(MOST_PROCESSES)
        end = await publishUntil(nextKill(), at, place, night)
        if (end === 'killed') {
          kills++
          killsOfNight++
        } else expect(end).toBe('ended')
      }
    }
    const left = await inStore(at, (store) => leftByNights(store, at.dataFolder, place))
    judge(left, night - 1)
    const undisturbed = await begin()
    const expected = await inStore(undisturbed.at, async (store) => {
      const hub = hubOn(store, undisturbed.at.dataFolder, TEST_KEY)
      for (let one = 1; one < night; one++) await carryOutNight(hub, undisturbed.place, one)
      return leftByNights(store, undisturbed.at.dataFolder, undisturbed.place)
    })
    expect(left).toEqual(expected)
  },
  TIMEOUT_MS,
)

test('what a killed process left in the outbox under a temporary name goes with the next run, and nothing else', async () => {
  const { at, place } = await begin()
  await inStore(at, async (store) => {
    const folder = outboxFolder(at.dataFolder, place.organisationId)
    await mkdir(folder, { recursive: true })
    const temporary = ['Grades20260303.csv', 'Other.csv'].map((name) => `.${name}.${'0'.repeat(16)}.rollbook`)
    for (const name of temporary) await writeFile(join(folder, name), 'half')
    await carryOutNight(hubOn(store, at.dataFolder, TEST_KEY), place, 1)
    const names = await readdir(folder)
    expect(names).toContain('Grades20260303.csv')
    expect(names.filter((name) => name.startsWith('.'))).toEqual(temporary.slice(1))
  })
})

/** What is true of every outbox, by itself. */
function judge({ outbox, files, delivered, deliveries }: Left, nights: number): void {
  const published = files.filter(({ state }) => state === 'published')
  expect(published).toHaveLength(2 * nights)
  expect(files.filter(({ state }) => state === 'replaced').length).toBeGreaterThanOrEqual(nights)
  const names = published.flatMap(({ name }) => [name, `${name}.manifest.json`])
  expect(Object.keys(outbox)).toEqual(names.sort())
  for (const of of ['completion', 'grade']) {
    const own = files.filter((file) => file['export'] === of)
    expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index + 1))
    let before: string | null = null
    for (const { manifest } of own as { manifest: string }[]) {
      expect(JSON.parse(manifest)).toMatchObject({ previous: before })
      before = createHash('sha256').update(manifest).digest('hex')
    }
    const rows = own
      .filter(({ state }) => state === 'published')
      .flatMap(({ name }) => outbox[name as string]!.split('\r\n').slice(1, -1))
    expect(rows.length).toBeGreaterThan(nights)
    expect(new Set(rows).size).toBe(rows.length)
  }
  for (const { name, sha256 } of published as { name: string; sha256: string }[]) {
    expect(createHash('sha256').update(outbox[name]!).digest('hex')).toBe(sha256)
    expect(delivered[name]).toBe(outbox[name])
  }
  expect(deliveries).toHaveLength(published.length)
}

async function begin(): Promise<{ at: TestDatabase; place: NightPlace }> {
  const at = await testDatabase()
  databases.push(at)
  return { at, place: await inStore(at, (store) => nightPlace(store, at.dataFolder)) }
}

async function inStore<T>(
  { dataFolder, databaseUrl }: TestDatabase,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore({ dataFolder, databaseUrl })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** A night without harm: how long it takes, in milliseconds, and how many statements. */
async function measured(
  at: TestDatabase,
  place: NightPlace,
  night: number,
): Promise<{ whole: number; statements: number }> {
  const since = performance.now()
  let statements = 0
  await using program = start(at, place, night)
  while ((await program.line()) === 'statement') statements++
  await program.end('end of input')
  return { whole: performance.now() - since, statements }
}

/** `killed`, or how the process ended by itself. */
async function publishUntil(
  kill: Kill | null,
  at: TestDatabase,
  place: NightPlace,
  night: number,
): Promise<string> {
  await using program = start(at, place, night, kill)
  if (kill !== null && 'afterMs' in kill) {
    await wait(kill.afterMs)
    await program.end()
    return 'killed'
  }
  for (let said = 1; ; said++) {
    const line = await program.line()
    if (line === 'halted' || (line === 'statement' && said === kill?.statement)) {
      await program.end()
      return 'killed'
    }
    if (line === 'statement') continue
    await program.end('end of input')
    return line
  }
}

function start(
  { dataFolder, databaseUrl }: TestDatabase,
  place: NightPlace,
  night: number,
  kill?: Kill | null,
) {
  const halt = kill && 'statement' in kill && kill.halted ? [String(kill.statement)] : []
  return runProgram(
    PUBLISH_NIGHT,
    dataFolder,
    databaseUrl ?? '',
    JSON.stringify(place),
    String(night),
    ...halt,
  )
}
