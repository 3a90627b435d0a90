import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMemoryStore, openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { createDatabase, dropDatabase, startPostgres } from '../support/postgres-server.ts'
import type { Bench } from './run-case.ts'

export type OpenBench = Bench & AsyncDisposable

/**
 * Opens a fresh database: PGlite in memory, or one of its own on a PostgreSQL server, which `databaseUrl` names or
 * which is started for it. Closing removes all of it.
 */
export async function openBench(
  engine: Store['engine'],
  databaseUrl: string | undefined,
): Promise<OpenBench> {
  // Named like the folders of the tests, which clear away what a killed process left.
  const folder = await mkdtemp(join(tmpdir(), `rollbook-test-${process.pid}-`))
  const closing = new AsyncDisposableStack()
  closing.defer(() => rm(folder, { recursive: true, force: true }))
  try {
    const store = await (engine === 'pglite' ? openMemoryStore() : onServer(folder, databaseUrl, closing))
    closing.defer(() => store.close())
    return { store, folder, [Symbol.asyncDispose]: () => closing.disposeAsync() }
  } catch (error) {
    await closing.disposeAsync()
    throw error
  }
}

async function onServer(
  folder: string,
  databaseUrl: string | undefined,
  closing: AsyncDisposableStack,
): Promise<Store> {
  const serverUrl = databaseUrl ?? (await startServer(folder, closing))
  const name = `rollbook-conformance-${randomUUID()}`
  const ownUrl = await createDatabase(serverUrl, name)
  closing.defer(() => dropDatabase(serverUrl, name))
  return openStore({ dataFolder: folder, databaseUrl: ownUrl })
}

async function startServer(folder: string, closing: AsyncDisposableStack): Promise<string> {
  // The server may run as another user, who has to get through to its own folder.
  await chmod(folder, 0o711)
  const server = await startPostgres(join(folder, 'server'), { durable: false })
  closing.defer(() => server.stop())
  return server.url
}
