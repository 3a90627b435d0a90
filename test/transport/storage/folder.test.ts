import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test as base, describe, expect } from 'vitest'
import { type FolderStorage, folderStorage } from '../../../src/transport/storage/folder.ts'
import type { StoredEntry } from '../../../src/transport/storage/storage.ts'
import { refused } from '../../support/refused.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const test = base.extend<{ root: string; storage: FolderStorage }>({
  // biome-ignore lint/correctness/noEmptyPattern: the shape that vitest asks for
  root: async ({}, use) => {
    await using folder = await temporaryFolder()
    await use(join(folder.path, 'files'))
  },
  storage: async ({ root }, use) => use(folderStorage(root)),
})

describe('a file', () => {
  test('is seen by nobody before it is committed, and is whole then', async ({ root, storage }) => {
    const draft = await storage.create('SCORM20260330.csv')
    await draft.write(Buffer.from('world'), 6)
    await draft.write(Buffer.from('hello '), 0)
    expect(await names(storage, '')).toEqual([])
    expect(await storage.stat('SCORM20260330.csv')).toBeNull()
    await draft.commit()
    expect(await listed(storage, '')).toMatchObject([{ name: 'SCORM20260330.csv', kind: 'file', size: 11 }])
    expect(await text(storage, 'SCORM20260330.csv')).toBe('hello world')
    expect(await text(storage, 'SCORM20260330.csv', 6)).toBe('world')
    expect((await stat(join(root, 'SCORM20260330.csv'))).mode & 0o777).toBe(0o600)
  })

  test('takes the place of one of its name, and leaves it alone when it is discarded', async ({
    storage,
  }) => {
    await put(storage, 'a.csv', 'old')
    const discarded = await storage.create('a.csv')
    await discarded.write(Buffer.from('nothing'), 0)
    await discarded.discard()
    expect(await text(storage, 'a.csv')).toBe('old')
    await put(storage, 'a.csv', 'new')
    expect(await text(storage, 'a.csv')).toBe('new')
    expect(await names(storage, '')).toEqual(['a.csv'])
  })

  test('can be renamed into a folder that is not there yet, over another, and removed', async ({
    storage,
  }) => {
    await put(storage, 'a.csv', 'one')
    await put(storage, 'kept/b.csv', 'two')
    await storage.rename('a.csv', 'kept/b.csv')
    expect(await names(storage, '')).toEqual(['kept'])
    expect(await text(storage, 'kept/b.csv')).toBe('one')
    await storage.remove('kept/b.csv')
    expect(await storage.stat('kept/b.csv')).toBeNull()
    expect((await refused(storage.remove('kept/b.csv'))).code).toBe('RB-7201')
  })

  test('of a name as long as a name may be is drafted too', async ({ storage }) => {
    const name = `${'ä'.repeat(98)}.csv`
    await put(storage, name, 'x')
    expect(await names(storage, '')).toEqual([name])
  })

  test('that is not there is refused, also in a folder that is not there', async ({ storage }) => {
    expect((await refused(text(storage, 'none.csv'))).code).toBe('RB-7201')
    expect((await refused(text(storage, 'none/none.csv'))).code).toBe('RB-7201')
    expect(await names(storage, 'none')).toEqual([])
  })

  test('is written on where it ends, or anew, as its writer wishes', async ({ storage }) => {
    await put(storage, 'a.csv', 'begun')
    await using on = await opened(storage.openToWrite('a.csv', { fresh: false }))
    await on.file.write(Buffer.from('!'), await on.file.size())
    expect(await text(storage, 'a.csv')).toBe('begun!')
    await using anew = await opened(storage.openToWrite('a.csv', { fresh: true }))
    await anew.file.write(Buffer.from('anew'), 0)
    await on.file.write(Buffer.from('lost'), 0)
    expect(await text(storage, 'a.csv')).toBe('anew')
  })
})

describe('a list', () => {
  test('is in the order of code points', async ({ storage }) => {
    const unordered = ['b', 'a', 'B', 'é', '\u{1F600}', '\uFF21', 'ab']
    for (const name of unordered) await put(storage, name, '')
    expect(await names(storage, '')).toEqual(['B', 'a', 'ab', 'b', 'é', '\uFF21', '\u{1F600}'])
  })

  test('leaves out what a process left behind, which goes away a day later', async ({ root, storage }) => {
    await put(storage, 'a.csv', 'a')
    const [old, young] = ['0', '1'].map((digit) => join(root, `.a.csv.${digit.repeat(16)}.rollbook`))
    for (const path of [old!, young!]) await writeFile(path, 'half')
    const yesterday = Date.now() / 1000 - 25 * 3600
    await utimes(old!, yesterday, yesterday)
    const later = folderStorage(root)
    await put(later, 'b.csv', 'b')
    expect(await names(later, '')).toEqual(['a.csv', 'b.csv'])
    expect(await readFile(young!, 'utf8')).toBe('half')
    await expect(stat(old!)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('loses the drafts of one file at once for who knows that nobody writes them', async ({
    root,
    storage,
  }) => {
    await mkdir(root, { recursive: true })
    const kept = [
      'a.csv',
      `.a.csv.manifest.json.${'0'.repeat(16)}.rollbook`,
      '.a.csv.other',
      '.a.csv.0.rollbook',
    ]
    for (const name of [...kept, `.a.csv.${'0'.repeat(16)}.rollbook`, `.a.csv.${'f'.repeat(16)}.rollbook`]) {
      await writeFile(join(root, name), '')
    }
    await storage.dropDrafts('a.csv')
    expect((await readdir(root)).sort()).toEqual(kept.sort())
    await storage.dropDrafts('none/a.csv')
    expect((await refused(storage.dropDrafts('../a.csv'))).code).toBe('RB-7202')
  })
})

describe('an escape', () => {
  test.for([
    '../a',
    'a/../../b',
    '/etc/passwd',
    'a//b',
    'a/',
    './a',
    '',
    'a\0b',
    'a\nb',
    `${'n'.repeat(201)}`,
  ])('by the path %j is refused', async (path, { storage }) => {
    for (const work of [
      () => text(storage, path),
      () => put(storage, path, ''),
      () => storage.stat(path === '' ? '.' : path),
      () => storage.remove(path),
    ])
      expect((await refused(work())).code).toBe('RB-7202')
  })

  test('through a link is refused, and the link is in no list', async ({ root, storage }) => {
    await put(storage, 'a.csv', 'mine')
    await mkdir(join(root, '..', 'outside'))
    await writeFile(join(root, '..', 'outside', 'secret'), 'theirs')
    await symlink('../outside', join(root, 'folder'))
    await symlink('../outside/secret', join(root, 'file'))
    expect(await names(storage, '')).toEqual(['a.csv'])
    for (const work of [
      () => text(storage, 'folder/secret'),
      () => text(storage, 'file'),
      () => storage.stat('file'),
      () => put(storage, 'folder/new', ''),
      () => storage.openToWrite('file', { fresh: false }),
      () => storage.rename('a.csv', 'folder/a.csv'),
      () => storage.remove('folder/secret'),
      () => names(storage, 'folder'),
    ])
      expect((await refused(work())).code).toBe('RB-7203')
    expect(await readFile(join(root, '..', 'outside', 'secret'), 'utf8')).toBe('theirs')
  })

  test('does not happen where a file is committed over a link: the link goes', async ({ root, storage }) => {
    await put(storage, 'a.csv', 'mine')
    await writeFile(join(root, '..', 'secret'), 'theirs')
    await symlink('../secret', join(root, 'b.csv'))
    await put(storage, 'b.csv', 'mine too')
    expect(await text(storage, 'b.csv')).toBe('mine too')
    expect(await readFile(join(root, '..', 'secret'), 'utf8')).toBe('theirs')
  })
})

test('a folder that cannot be used is told with the reason', async ({ root, storage }) => {
  await writeFile(root, 'a file in its place')
  const finding = await refused(put(storage, 'a.csv', ''))
  expect(finding).toMatchObject({ code: 'RB-7204', message: expect.stringContaining('EEXIST') })
})

async function put(storage: FolderStorage, path: string, content: string): Promise<void> {
  const draft = await storage.create(path)
  await draft.write(Buffer.from(content), 0)
  await draft.commit()
}

async function text(storage: FolderStorage, path: string, start?: number): Promise<string> {
  return (await buffer(storage.read(path, start))).toString()
}

async function listed(storage: FolderStorage, folder: string): Promise<StoredEntry[]> {
  return Array.fromAsync(storage.list(folder))
}

async function names(storage: FolderStorage, folder: string): Promise<string[]> {
  return (await listed(storage, folder)).map(({ name }) => name)
}

async function opened(opening: ReturnType<FolderStorage['openToWrite']>) {
  const file = await opening
  return { file, [Symbol.asyncDispose]: () => file.close() }
}
