import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { flush } from './flush.ts'

/** Makes a folder and those on the way to it, and waits until their names are on the disk. One that is there stays. */
export async function makeFolder(path: string, mode = 0o700): Promise<void> {
  const first = await mkdir(resolve(path), { recursive: true, mode })
  if (first === undefined) return
  for (let made = resolve(path); made.length >= first.length; made = dirname(made)) await flush(dirname(made))
}
