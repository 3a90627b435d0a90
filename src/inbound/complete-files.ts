import type { Stats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

/** A file that was written to within this time may still be growing. */
const QUIET_MS = 10_000
/** Between two looks at any file, however old it says it is. */
const OBSERVED_MS = 500

/** A file that is there and is not taken yet. */
export interface WaitingFile {
  readonly path: string
  readonly why: string
}

export interface Looked {
  readonly complete: readonly string[]
  readonly waiting: readonly WaitingFile[]
}

/**
 * Which of these files are whole (Data Hub quirk Q-30): nobody has written to them for `QUIET_MS`, and between two looks
 * they stay the same. Waits for that where a file is younger. Files that are not there are left out. Links and other
 * things that are no plain files are never whole.
 */
export async function completeFiles(paths: readonly string[]): Promise<Looked> {
  const first = await look(paths)
  if (first.size === 0) return { complete: [], waiting: [] }
  const now = Date.now()
  const waits = [...first.values()].map(({ mtimeMs }) => QUIET_MS - (now - mtimeMs))
  // A time in the future is a clock that goes wrong: then only standing still counts.
  await wait(Math.min(QUIET_MS, Math.max(OBSERVED_MS, ...waits)))
  const second = await look(paths)

  const complete: string[] = []
  const waiting: WaitingFile[] = []
  for (const [path, before] of first) {
    const after = second.get(path)
    if (after === undefined) continue
    if (!after.isFile()) waiting.push({ path, why: 'it is no plain file' })
    else if (isSame(before, after)) complete.push(path)
    else waiting.push({ path, why: 'it is still being written' })
  }
  return { complete, waiting }
}

async function look(paths: readonly string[]): Promise<Map<string, Stats>> {
  const seen = new Map<string, Stats>()
  for (const path of paths) {
    const stats = await lstat(path).catch(() => null)
    if (stats !== null) seen.set(path, stats)
  }
  return seen
}

function isSame(before: Stats, after: Stats): boolean {
  return before.ino === after.ino && before.size === after.size && before.mtimeMs === after.mtimeMs
}
