import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { flush } from '../../../src/transport/storage/flush.ts'
import { makeFolder } from '../../../src/transport/storage/make-folder.ts'
import { makeOnce } from '../../../src/transport/storage/make-once.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777
}

test('a folder is made with those on the way to it, for its owner alone, and stays when it is there', async () => {
  await using root = await temporaryFolder()
  const path = join(root.path, 'archive', '7')
  await makeFolder(path)
  expect(await modeOf(join(root.path, 'archive'))).toBe(0o700)
  expect(await modeOf(path)).toBe(0o700)
  await mkdir(join(path, 'kept'))
  await makeFolder(path)
  expect(await readdir(path)).toEqual(['kept'])
  await makeFolder(relative('', join(path, 'below', 'it')))
  expect(await readdir(join(path, 'below'))).toEqual(['it'])
})

test('of a file that is made once, the first content stays', async () => {
  await using root = await temporaryFolder()
  const path = join(root.path, 'key')
  await makeOnce(path, 'first')
  await makeOnce(path, 'second')
  expect(await readFile(path, 'utf8')).toBe('first')
  expect(await modeOf(path)).toBe(0o600)
  expect(await readdir(root.path)).toEqual(['key'])
})

const linuxTest = test.skipIf(process.platform !== 'linux') // elsewhere there is no /proc, of which nothing can be flushed

linuxTest('a folder that cannot be flushed is passed over, and a file is not', async () => {
  await flush('/proc')
  await expect(flush('/proc/version')).rejects.toMatchObject({ code: 'EINVAL' })
  await expect(flush('/proc/none')).rejects.toMatchObject({ code: 'ENOENT' })
})
