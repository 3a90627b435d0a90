import { readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { readLock } from '../../store/lock.ts'
import { type Advice, fail, ok, warn } from './advice.ts'

/** Rights of others than the owner, of a file or folder that holds personal values or secrets. */
const OTHERS = 0o077
/** Less would not hold the archive and the changes of one large file. */
const LITTLE_SPACE = 1024 ** 3
const NO_SPACE = 100 * 1024 ** 2
const OLDEST_NODE = 24

export function nodeAdvice(version = process.versions.node): Advice {
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return ok('node', `Node ${version}`)
  return fail(
    'node',
    `Node ${version}`,
    `Install Node ${OLDEST_NODE} or newer, or start bin/rollbook, which brings its own.`,
  )
}

/** Looks at the data folder from outside. `usable` says whether there is a database that may be opened. */
export async function folderAdvice(folder: string): Promise<{ advice: Advice[]; usable: boolean }> {
  const found = await stat(folder).catch(() => null)
  if (found === null) {
    return {
      advice: [
        warn(
          'folder',
          `there is no ${folder}`,
          'Name the data folder with --data; `rollbook import` makes one.',
        ),
      ],
      usable: false,
    }
  }
  if (!found.isDirectory()) {
    return {
      advice: [fail('folder', `${folder} is no folder`, 'Name another one with --data.')],
      usable: false,
    }
  }
  const database = await stat(join(folder, 'pglite')).catch(() => null)
  const lock = await lockAdvice(folder)
  const advice = [ok('folder', folder), rightsAdvice(folder, found.mode), await spaceAdvice(folder), lock]
  return { advice, usable: database !== null && lock.state === 'ok' }
}

function rightsAdvice(folder: string, mode: number): Advice {
  if ((mode & OTHERS) === 0) return ok('permissions', 'the data folder is its owner’s alone')
  const seen = `others may look into the data folder (mode ${(mode & 0o777).toString(8)})`
  return warn('permissions', seen, `chmod 700 ${folder}`)
}

async function spaceAdvice(folder: string): Promise<Advice> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const seen = `${(free / 1024 ** 3).toFixed(1)} GB free`
  if (free >= LITTLE_SPACE) return ok('space', seen)
  const todo = 'Make room on the disk of the data folder, or move the folder to a larger one.'
  return free < NO_SPACE ? fail('space', seen, todo) : warn('space', seen, todo)
}

async function lockAdvice(folder: string): Promise<Advice> {
  const lock = await readLock(folder)
  if (lock === null) return ok('lock', 'no other process uses the data folder')
  const seen = `process ${lock.pid} on ${lock.host} uses the data folder since ${lock.since}`
  return fail('lock', seen, 'Stop that process, or wait for it, to have the rest examined.')
}

/** The instance key, by its place: nothing of it is shown. */
export async function keyAdvice(folder: string, fromEnvironment: string | undefined): Promise<Advice> {
  if (fromEnvironment !== undefined) return ok('key', 'from ROLLBOOK_KEY')
  const path = join(folder, 'rollbook.key')
  const found = await stat(path).catch(() => null)
  if (found === null) {
    return fail(
      'key',
      `there is no ${path}`,
      'Put the key of this installation back, from a backup or ROLLBOOK_KEY.',
    )
  }
  if (!/^[0-9a-f]{64}\s*$/i.test(await readFile(path, 'utf8'))) {
    return fail(
      'key',
      `${path} holds no key`,
      'Put the key of this installation back, from a backup or ROLLBOOK_KEY.',
    )
  }
  if ((found.mode & OTHERS) !== 0) return fail('key', `others may read ${path}`, `chmod 600 ${path}`)
  return ok('key', 'present, its owner’s alone')
}
