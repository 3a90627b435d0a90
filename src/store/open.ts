import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import { type RollbookError, refusal } from '../domain/finding.ts'
import { acquireLock, type FolderLock } from './lock.ts'
import { migrate } from './migrate.ts'
import { openPglitePool } from './pglite/pool.ts'
import type { PgliteThread } from './pglite/thread.ts'
import { warmUp } from './pglite/warm-up.ts'
import { readAddress, type ServerAddress } from './postgres/address.ts'
import { explainConnecting, openPostgresPool } from './postgres/pool.ts'
import { type Engine, SqlStore } from './sql-store.ts'
import type { Store, StoreOptions } from './store.ts'
import { prepareTenantRole } from './tenant-role.ts'

export interface OpenStoreOptions extends StoreOptions {
  /** Made when missing, for its owner only. */
  readonly dataFolder: string
  /** `postgresql://…` when a server is used instead of PGlite in the data folder. */
  readonly databaseUrl?: string
}

/** `server_version_num` of PostgreSQL 15. */
const OLDEST_SERVER = 150_000

/**
 * Opens the database and brings its schema up to date. Throws findings RB-6001 to RB-6031 when it cannot be used.
 */
export async function openStore({ dataFolder, databaseUrl, ...options }: OpenStoreOptions): Promise<Store> {
  return databaseUrl === undefined ? openFolder(dataFolder, options) : openServer(databaseUrl, options)
}

/** A database that lives in memory and ends with `close`. */
export async function openMemoryStore(options: StoreOptions = {}): Promise<Store> {
  const store = new SqlStore(pgliteEngine(await openPglitePool(null), null), options)
  return closedUnless(store, prepare)
}

async function openFolder(dataFolder: string, options: StoreOptions): Promise<Store> {
  const folder = resolve(dataFolder)
  await makeFolder(folder)
  let thread: PgliteThread | undefined
  const lock = await acquireLock(folder, (error) => void thread?.kill(error))
  try {
    const opened = await openPglitePool(join(folder, 'pglite'))
    thread = opened.thread
    return await closedUnless(new SqlStore(pgliteEngine(opened, lock), options), prepare)
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw refusal('RB-6010', { folder, reason: (error as Error).message }, { cause: error })
  }
}

function pgliteEngine(
  { pool, thread }: Awaited<ReturnType<typeof openPglitePool>>,
  lock: FolderLock | null,
): Engine {
  return {
    name: 'pglite',
    oneConnection: true,
    tidiesItself: false,
    warmUp,
    pool,
    explain: (error) => thread.failure ?? (error as Error),
    close: async () => {
      if (thread.failure === null) await thread.close()
      await lock?.release()
    },
  }
}

async function openServer(databaseUrl: string, options: StoreOptions): Promise<Store> {
  const address = readAddress(databaseUrl)
  const explain = (error: unknown): RollbookError => explainConnecting(address, error)
  const engine: Engine = {
    name: 'postgres',
    oneConnection: false,
    pool: openPostgresPool(address),
    explain,
    tidiesItself: true,
    warmUp: null,
    close: async () => {},
  }
  return closedUnless(new SqlStore(engine, options), async (store) => {
    await refuseOldServer(store, address)
    await prepare(store)
  })
}

async function prepare(store: SqlStore): Promise<void> {
  if (await store.asHouse(prepareTenantRole)) store.useTenantRole()
  await migrate(store)
}

/** The store when `work` succeeds; else it is closed, and with it goes the lock. */
async function closedUnless(store: SqlStore, work: (store: SqlStore) => Promise<void>): Promise<Store> {
  try {
    await work(store)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

async function refuseOldServer(store: Store, { shown }: ServerAddress): Promise<void> {
  const { rows } = await store.asHouse(({ db }) =>
    sql<{ number: number; name: string; version: string }>`
      select current_setting('server_version_num')::int as number, version() as name,
        current_setting('server_version') as version`.execute(db),
  )
  const { number, name, version } = rows[0]!
  // Servers that only speak like PostgreSQL count their versions in their own way: let them pass.
  if (name.startsWith('PostgreSQL ') && number < OLDEST_SERVER) {
    throw refusal('RB-6003', { address: shown, value: version })
  }
}
