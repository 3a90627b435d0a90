import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moveFile } from '../../src/inbound/intake.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** In memory, on Linux: another file system than that of any disk. */
const IN_MEMORY = '/dev/shm'

async function deviceOf(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.dev ?? null
}

test('a file moves to another file system whole, over what an earlier try left there', async (context) => {
  await using folder = await temporaryFolder()
  const other = await deviceOf(IN_MEMORY)
  context.skip(other === null || other === (await deviceOf(folder.path)), 'there is no second file system')
  const elsewhere = await mkdtemp(join(IN_MEMORY, 'rollbook-'))
  try {
    const from = join(elsewhere, 'user.csv')
    const to = join(folder.path, 'user.csv')
    await writeFile(from, 'username\nada\n')
    await writeFile(join(folder.path, '.user.csv.part'), 'usern')
    await moveFile(from, to)
    expect(await readFile(to, 'utf8')).toBe('username\nada\n')
    expect(await readdir(folder.path)).toEqual(['user.csv'])
    expect(await readdir(elsewhere)).toEqual([])
  } finally {
    await rm(elsewhere, { recursive: true })
  }
})
