/**
 * `killed-life.ts PGLITE_FOLDER [N]`: opens PGlite in a folder, writes 1 into a table and closes it. Says each change of a
 * file, as `writeSync global/pg_control`, before it is made, then `committed` and `ended`. Kills itself before the Nth change.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isAbsolute, relative } from 'node:path'
import { say } from '../../support/killed-program.ts'

const [folder = '', last] = process.argv.slice(2)
const opened = new Map<number, string>()
let changes = 0

type Call = (at: unknown, ...more: unknown[]) => unknown
const calls = fs as unknown as Record<string, Call>

/** What PGlite changes files with. `openSync` may make one. */
for (const name of [
  'openSync',
  'writeSync',
  'ftruncateSync',
  'truncateSync',
  'fsyncSync',
  'chmodSync',
  'renameSync',
  'unlinkSync',
  'mkdirSync',
  'rmdirSync',
]) {
  const call = calls[name]!
  calls[name] = (at, ...more) => {
    const path = typeof at === 'string' ? inFolder(at) : opened.get(Number(at))
    const reads = name === 'openSync' && (Number(more[0]) & fs.constants.O_CREAT) === 0
    if (path !== undefined && !reads) aboutTo(`${name} ${path}`)
    const result = call(at, ...more)
    if (name === 'openSync' && path !== undefined) opened.set(Number(result), path)
    return result
  }
}
syncBuiltinESMExports()

function inFolder(path: string): string | undefined {
  const inside = relative(folder, path)
  return inside.startsWith('..') || isAbsolute(inside) ? undefined : inside
}

function aboutTo(change: string): void {
  if (++changes === Number(last)) process.kill(process.pid, 'SIGKILL')
  say(change)
}

// Only now: they take the calls as they find them.
const { PGlite } = await import('@electric-sql/pglite')
const { DURABLE_START, DurableFolder } = await import('../../../src/store/pglite/durable-folder.ts')
const pglite = await PGlite.create({ fs: new DurableFolder(folder), startParams: DURABLE_START })
await pglite.exec('create table counted as select 1 as n')
say('committed')
await pglite.close()
say('ended')
