import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { text } from 'node:stream/consumers'
import startOptions from '../bin/start-options.cjs'
import type { Bench, Place } from './bench.ts'

const ROOT = new URL('..', import.meta.url).pathname

/**
 * Runs a program of this folder in a fresh process, so that its memory and its compiled code are its own, and gives
 * what it writes to stdout as JSON. It is named after the command whose work it does. The address of the database goes by
 * the environment, since it holds a password.
 */
export async function runChild<T>(bench: Bench, place: Place, program: string, job: object): Promise<T> {
  const { DATABASE_URL: _, ...surroundings } = startOptions.environment(ROOT)
  const env = {
    ...surroundings,
    ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
  }
  const path = new URL(program, import.meta.url).pathname
  const flags = startOptions.flags(env, basename(program, '-child.ts'))
  const child = spawn(process.execPath, [...flags, path, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
    signal: bench.signal,
    killSignal: 'SIGKILL',
  })
  const said = text(child.stdout)
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (code !== 0) throw new Error(`${program} ended with ${signal ?? `code ${code}`}`)
  return JSON.parse(await said) as T
}
