import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What is made takes less: older than this, it was left by a process that ended in the middle. */
const ABANDONED_MS = 24 * 60 * 60_000

/** @param modifiedAt milliseconds since 1970 UTC */
export function isAbandoned(modifiedAt: number): boolean {
  return modifiedAt < Date.now() - ABANDONED_MS
}

/** Takes away from a folder of this machine what was left so: nobody will complete it, and it may hold personal values. */
export async function sweepAbandoned(
  folder: string,
  isDraft: (name: string) => boolean = () => true,
): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!isDraft(name)) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found !== null && isAbandoned(found.mtimeMs)) await rm(path, { recursive: true, force: true })
  }
}
