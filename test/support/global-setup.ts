import { chmod, mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openStore } from '../../src/store/open.ts'
import { createDatabase, type PostgresServer, startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** For everything that this run of the tests leaves on disk. */
    runFolder: string
    /** A superuser's, or null when the tests run on PGlite. */
    serverUrl: string | null
  }
}

/** A database with today's schema, to be copied for each test. */
export const TEMPLATE_DATABASE = 'rollbook_template'

/** With the process in its name, so that a later run finds what a killed one left. */
const RUN_FOLDER = /^rollbook-test-(\d+)-/

/** A folder in memory, as Linux has it: each database of PGlite is 40 MB in a thousand files. */
const MEMORY_FOLDER = '/dev/shm'
/** Several times what the databases take that are there at a time. */
const ROOM_IN_MEMORY = 4 * 1024 ** 3

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const parent of [tmpdir(), MEMORY_FOLDER]) await removeLeftovers(parent)
  const parent = (await hasRoom(MEMORY_FOLDER)) ? MEMORY_FOLDER : tmpdir()
  const runFolder = await mkdtemp(join(parent, `rollbook-test-${process.pid}-`))
  // The server may run as another user, who has to get through to its own folder.
  await chmod(runFolder, 0o711)
  project.provide('runFolder', runFolder)
  const server = process.env['ROLLBOOK_TEST_ENGINE'] === 'postgres' ? await startServer(runFolder) : null
  project.provide('serverUrl', server?.url ?? null)
  return async () => {
    await server?.stop()
    await rm(runFolder, { recursive: true, force: true })
  }
}

async function hasRoom(folder: string): Promise<boolean> {
  const found = await statfs(folder).catch(() => null)
  const free = found === null ? 0 : found.bavail * found.bsize
  return Math.min(free, process.availableMemory()) > ROOM_IN_MEMORY
}

async function startServer(runFolder: string): Promise<PostgresServer> {
  const server = await startPostgres(join(runFolder, 'server'), { durable: false })
  const databaseUrl = await createDatabase(server.url, TEMPLATE_DATABASE)
  const store = await openStore({ dataFolder: runFolder, databaseUrl })
  await store.close()
  return server
}

/** A server that still runs in such a folder ends itself within a minute of seeing it gone. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = RUN_FOLDER.exec(name)?.[1]
    if (pid !== undefined && !runs(Number(pid))) {
      await rm(join(parent, name), { recursive: true, force: true })
    }
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
