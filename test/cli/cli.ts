import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import { instanceKey } from '../../src/access/instance-key.ts'
import { hubOn } from '../../src/cli/open-hub.ts'
import { type Defaults, ensureDefaults } from '../../src/config/first-setup.ts'
import type { Hub } from '../../src/inbound/hub.ts'
import { openStore } from '../../src/store/open.ts'
import { type TestDatabase, testDatabase } from '../support/engines.ts'

export const ROOT = join(import.meta.dirname, '..', '..')
export const MAIN = join(ROOT, 'src', 'cli', 'main.ts')
export const SAMPLES = join(ROOT, 'samples')

/** What a run of the program came to. */
export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<Ran>
}

/** Where the program works: its data folder, and the server's database when the tests run on one. */
export interface Place extends Pick<TestDatabase, 'dataFolder' | 'databaseUrl'> {
  /** More of its environment. */
  readonly variables?: Readonly<Record<string, string>>
}

/** Nothing of the environment of the tests themselves. */
export function environment({ dataFolder, databaseUrl, variables }: Place): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  return {
    PATH,
    NODE_COMPILE_CACHE,
    TZ: 'UTC',
    ROLLBOOK_DATA: dataFolder,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    ...variables,
  }
}

/** Starts the real program in a process of its own. */
export function startCli(place: Place, args: readonly string[], before: readonly string[] = [MAIN]): Running {
  const child = spawn(process.execPath, [...before, ...args], {
    env: environment(place),
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([stdout, stderr, [status]]) => ({ status: status as number | null, stdout, stderr }),
  )
  return { kill: (signal) => child.kill(signal), ended }
}

export function cli(place: Place, ...args: string[]): Promise<Ran> {
  return startCli(place, args).ended
}

/** With `--json`: the one document on the standard output. */
export async function cliJson<T>(
  place: Place,
  ...args: string[]
): Promise<{ status: number | null; document: T }> {
  const { status, stdout, stderr } = await cli(place, '--json', ...args)
  try {
    return { status, document: JSON.parse(stdout) as T }
  } catch {
    throw new Error(`no JSON document on the standard output: ${stdout}${stderr}`)
  }
}

/** Where there is nothing, for commands that need no data folder. */
export function nowhere(): Place {
  return { dataFolder: join(inject('runFolder'), 'missing') }
}

/** A data folder with a database in it. */
export async function place(): Promise<Place & AsyncDisposable> {
  const database = await testDatabase()
  return { ...database, [Symbol.asyncDispose]: () => database.remove() }
}

/** Works on the same data as the program, while no process of it runs. */
export async function inPlace<T>(
  { dataFolder, databaseUrl }: Place,
  work: (hub: Hub, defaults: Defaults) => Promise<T>,
): Promise<T> {
  const store = await openStore({ dataFolder, databaseUrl })
  await using hub = hubOn(store, dataFolder, await instanceKey(dataFolder, undefined))
  return await work(hub, await ensureDefaults(store))
}
