import { cpSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { openPglitePool, PGLITE_POSTGRES_MAJOR } from '../../src/store/pglite/pool.ts'
import type { Store } from '../../src/store/store.ts'
import { type TestDatabase, testDatabase, testStore } from '../support/engines.ts'
import { type Program, runProgram } from '../support/program.ts'
import { refused } from '../support/refused.ts'
import { SOAK } from '../support/soak.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const COUNT_UP = new URL('./programs/count-up.ts', import.meta.url)
const KILLED_LIFE = new URL('./programs/killed-life.ts', import.meta.url)
const OPEN_AND_CLOSE = new URL('./programs/open-and-close.ts', import.meta.url)
/** Of the different changes that PGlite makes to its files, it is killed before one in so many; the first is among them. */
const ONE_CHANGE_IN = SOAK ? 1 : 15
/** Of PGlite: a second each, or ten where much else is going on. */
const SEVERAL_STARTS = 180_000
const MANY_STARTS = 15 * 60_000

/** All that a program says until it ends or is killed. */
async function saidBy(program: Program): Promise<string[]> {
  const said: string[] = []
  try {
    for (;;) said.push(await program.line())
  } catch {
    return said
  }
}

async function value(store: Store, expression: string): Promise<unknown> {
  const { rows } = await store.asHouse(({ db }) =>
    sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(db),
  )
  return rows[0]!.value
}

describe('a store in a data folder', () => {
  test('makes the folder for its owner only, and gives all of it back when closed', async () => {
    await using parent = await temporaryFolder()
    const dataFolder = join(parent.path, 'deep', 'data')
    const store = await openStore({ dataFolder })
    expect((await stat(dataFolder)).mode & 0o777).toBe(0o700)
    expect((await readdir(dataFolder)).sort()).toEqual(['pglite', 'rollbook.lock'])
    expect(await value(store, "split_part(current_setting('server_version'), '.', 1)")).toBe(
      PGLITE_POSTGRES_MAJOR,
    )
    expect(await refused(openStore({ dataFolder }))).toMatchObject({ code: 'RB-6020' })
    await store.close()
    expect(await readdir(dataFolder)).toEqual(['pglite'])
  })

  test(
    'has every committed row after the process was killed',
    async () => {
      const { dataFolder, remove } = await testDatabase()
      for (let round = 0; round < 2; round += 1) {
        await using program = runProgram(COUNT_UP, dataFolder)
        let last = 0
        while (last < 20) last = Number(await program.line())
        await program.end()
        const store = await openStore({ dataFolder })
        expect(await value(store, '(select max(n) from counted)')).toBeGreaterThanOrEqual(last)
        expect(await value(store, '(select count(*) = max(n) from counted)')).toBe(true)
        await store.asHouse(({ db }) => sql`truncate counted`.execute(db))
        await store.close()
      }
      await remove()
    },
    SEVERAL_STARTS,
  )

  test('starts anew when its very first start was killed', async () => {
    await using folder = await temporaryFolder()
    await mkdir(join(folder.path, 'pglite.new'))
    await writeFile(join(folder.path, 'pglite.new', 'PG_VERSION'), PGLITE_POSTGRES_MAJOR)
    const store = await openStore({ dataFolder: folder.path })
    expect(await value(store, '1')).toBe(1)
    await store.close()
  })

  test(
    'starts with all that was committed after a kill before any change that PGlite makes to its files',
    async () => {
      const { dataFolder, remove } = await testDatabase()
      const template = `${dataFolder}-template`
      await rename(dataFolder, template)
      const live = async (...last: string[]) => {
        cpSync(template, dataFolder, { recursive: true })
        await using program = runProgram(KILLED_LIFE, join(dataFolder, 'pglite'), ...last)
        return await saidBy(program)
      }
      const whole = await live()
      expect(whole.at(-1)).toBe('ended')
      const changes = whole.filter((said) => said !== 'committed' && said !== 'ended')
      await remove()
      const different = [...new Set(changes)].map((change) => changes.indexOf(change) + 1)
      expect(different.length).toBeGreaterThan(40)
      for (const number of different.filter((_, index) => index % ONE_CHANGE_IN === 0)) {
        const said = await live(String(number))
        expect(said.filter((word) => word !== 'committed')).toHaveLength(number - 1)
        const store = await openStore({ dataFolder })
        const there = await value(store, "to_regclass('counted') is not null")
        if (said.includes('committed')) expect(there, changes[number - 1]).toBe(true)
        if (there) expect(await value(store, '(select n from counted)'), changes[number - 1]).toBe(1)
        await store.close()
        await remove()
      }
      await rm(template, { recursive: true })
    },
    MANY_STARTS,
  )

  test('refuses what another PostgreSQL made', async () => {
    await using folder = await temporaryFolder()
    await mkdir(join(folder.path, 'pglite'))
    await writeFile(join(folder.path, 'pglite', 'PG_VERSION'), '17\n')
    const finding = await refused(openStore({ dataFolder: folder.path }))
    expect(finding).toMatchObject({ code: 'RB-6011' })
    expect(finding.message).toContain('17')
    expect(await readdir(folder.path)).toEqual(['pglite'])
  })

  test('refuses what is no database', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'pglite'), 'a file')
    expect(await refused(openStore({ dataFolder: folder.path }))).toMatchObject({ code: 'RB-6010' })
    const inFile = openStore({ dataFolder: join(folder.path, 'pglite', 'data') })
    expect(await refused(inFile)).toMatchObject({ code: 'RB-6010' })
    expect(await readdir(folder.path)).toEqual(['pglite'])
  })
})

describe('PGlite’s thread', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.remove())
  const openPool = () => openPglitePool(join(database.dataFolder, 'pglite'))

  test('leaves the main loop free while a statement runs', async () => {
    const store = await testStore()
    const statement = value(store, '(select count(*) from generate_series(1, 300000))')
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 1)
    expect(await statement).toBe(300_000)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(1)
    await store.close()
  })

  test('that dies fails what is under way and all that comes later', async () => {
    const { pool, thread } = await openPool()
    const client = await pool.connect()
    client.on('error', () => undefined)
    // PGlite ends in an exception on a start-up message that is none.
    thread.send(new Uint8Array(8))
    expect(await refused(client.query('select 1'))).toMatchObject({ code: 'RB-6012' })
    client.release(true)
    expect(await refused(pool.connect())).toMatchObject({ code: 'RB-6012' })
    await pool.end()
  })

  test('keeps its compiled code, which V8 may free twice', async () => {
    await using program = runProgram(OPEN_AND_CLOSE, database.dataFolder)
    expect(await saidBy(program)).toEqual(['ended'])
  })

  test('gives a new connection a session without the last one’s transaction', async () => {
    const { pool, thread } = await openPool()
    const first = await pool.connect()
    await first.query('begin; create temp table mine (n int); create table never (n int)')
    first.release(true)
    const { rows } = await pool.query("select to_regclass('mine') as mine, to_regclass('never') as never")
    expect(rows).toEqual([{ mine: null, never: null }])
    await pool.end()
    await thread.close()
  })
})
