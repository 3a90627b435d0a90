import { randomUUID } from 'node:crypto'
import { cpSync, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { Store, StoreOptions } from '../../src/store/store.ts'
import { TEMPLATE_DATABASE } from './global-setup.ts'
import { openStores } from './open-stores.ts'
import { createDatabase, dropDatabase } from './postgres-server.ts'

/** On which engine the tests run: `ROLLBOOK_TEST_ENGINE`. */
export const testEngine: Store['engine'] = inject('serverUrl') === null ? 'pglite' : 'postgres'

/** Where a test's database is: what `openStore` takes, and how to clear it away. */
export interface TestDatabase {
  readonly dataFolder: string
  readonly databaseUrl?: string
  remove(): Promise<void>
}

/**
 * A store with today's schema and nothing in it, which no other test sees. Close it before the test file ends: a
 * file that leaves one open fails.
 */
export async function testStore(options: StoreOptions = {}): Promise<Store> {
  const database = await testDatabase()
  const { dataFolder, databaseUrl } = database
  const store = await openStore({ dataFolder, databaseUrl, ...options })
  openStores.add(dataFolder)
  return {
    engine: store.engine,
    asOrganisation: (id, work) => store.asOrganisation(id, work),
    asHouse: (work) => store.asHouse(work),
    read: (id, query, size) => store.read(id, query, size),
    tidy: () => store.tidy(),
    warmUp: () => store.warmUp(),
    async close() {
      await store.close()
      if (openStores.delete(dataFolder)) await database.remove()
    },
  }
}

/** The same without opening it, for tests that open it themselves, or twice, or elsewhere. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test-${randomUUID()}`
  const dataFolder = join(inject('runFolder'), name)
  const serverUrl = inject('serverUrl')
  if (serverUrl !== null) {
    const databaseUrl = await createDatabase(serverUrl, name, TEMPLATE_DATABASE)
    return { dataFolder, databaseUrl, remove: () => dropDatabase(serverUrl, name) }
  }
  // A thousand files: twice as fast as one by one from JavaScript.
  cpSync(await templateFolder(), dataFolder, { recursive: true })
  return { dataFolder, remove: () => rm(dataFolder, { recursive: true, force: true }) }
}

/**
 * Made by the first test of a run that needs it. Two may do so at the same moment: the first to have it ready puts
 * it in place.
 */
async function templateFolder(): Promise<string> {
  const folder = join(inject('runFolder'), 'template')
  if (existsSync(folder)) return folder
  const draft = `${folder}-${randomUUID()}`
  const store = await openStore({ dataFolder: draft })
  await store.close()
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }))
  return folder
}
