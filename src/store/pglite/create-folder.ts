import { fork } from 'node:child_process'
import { once } from 'node:events'

/** What the process that makes a folder says at its end: null, or why it could not. */
export type Made = string | null

/**
 * Makes the folder of a new database, in a process of its own: the first start of PostgreSQL takes twice the memory of
 * any later one, and gives little of it back. There it need not be compiled well either (`--liftoff-only`): it runs once.
 *
 * Throws what PGlite threw.
 */
export async function createFolder(folder: string): Promise<void> {
  const child = fork(new URL('./creator.ts', import.meta.url), [folder], { execArgv: ['--liftoff-only'] })
  const said = Promise.withResolvers<Made>()
  child.once('message', (made: Made) => said.resolve(made))
  child.once('error', said.reject)
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  const made = await Promise.race([said.promise, Promise.resolve(`its process ended with ${signal ?? code}`)])
  if (made !== null) throw new Error(made)
}
