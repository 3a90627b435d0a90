import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createDatabase, dropDatabase, startPostgres } from '../test/support/postgres-server.ts'
import type { Engine } from './figure.ts'

/** What a benchmark works with: an engine, a folder for its files, a size. */
export interface Bench extends AsyncDisposable {
  readonly engine: Engine
  /** Rows of the measured files; a million unless a trial asks for fewer. */
  readonly rows: number
  readonly folder: string
  /** Ends child processes early. */
  readonly signal: AbortSignal
  readonly say: (text: string) => void
  /** An empty database. It goes away with `await using`. */
  place(): Promise<Place>
}

export interface Place extends AsyncDisposable {
  readonly dataFolder: string
  readonly databaseUrl: string | undefined
  /**
   * What happens by itself on a server between one day's file and the next: dead rows cleared away, statistics made,
   * pages written. So no measurement pays for the one before. PGlite does none of it, but for writing pages on close.
   */
  settle(): Promise<void>
}

export interface BenchOptions {
  readonly engine: Engine
  readonly rows: number
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}

/** Makes a folder, and on the engine `postgres` a server in it that waits for the disk. Both go away with the bench. */
export async function openBench({ engine, rows, signal, say }: BenchOptions): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), `rollbook-bench-${process.pid}-`))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  // The server may run as another user, who has to get through to its own folder.
  await chmod(folder, 0o711)
  const server =
    engine === 'postgres'
      ? await startPostgres(join(folder, 'server'), { durable: true, ownSizes: true })
      : null
  if (server !== null) stack.defer(() => server.stop())
  let places = 0
  const owned = stack.move()
  return {
    engine,
    rows,
    folder,
    signal,
    say: (text) => say(`${engine}: ${text}`),
    async place() {
      const name = `bench-${++places}`
      const dataFolder = join(folder, name)
      const databaseUrl = server === null ? undefined : await createDatabase(server.url, name)
      return {
        dataFolder,
        databaseUrl,
        settle: () => (databaseUrl === undefined ? Promise.resolve() : tidy(databaseUrl)),
        async [Symbol.asyncDispose]() {
          if (server !== null) await dropDatabase(server.url, name)
          await rm(dataFolder, { recursive: true, force: true })
        },
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function tidy(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('vacuum (analyze)')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}
