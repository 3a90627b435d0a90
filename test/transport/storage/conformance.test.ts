import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { s3Storage } from '../../../src/transport/s3/storage.ts'
import { folderStorage } from '../../../src/transport/storage/folder.ts'
import type { Storage } from '../../../src/transport/storage/storage.ts'
import { refused } from '../../support/refused.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { BUCKET, KEY, s3StandIn } from '../s3/stand-in.ts'

interface Place extends AsyncDisposable {
  readonly storage: Storage
}

/** Every kind of storage. A new one is a line here. */
const KINDS: Readonly<Record<string, () => Promise<Place>>> = {
  async folder() {
    const folder = await temporaryFolder()
    return {
      storage: folderStorage(folder.path),
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    }
  },
  async bucket() {
    const s3 = await s3StandIn()
    s3.pageSize = 2
    const { endpoint } = s3
    const storage = s3Storage({ endpoint, bucket: BUCKET, prefix: 'out', addressing: 'path', ...KEY })
    return {
      storage,
      async [Symbol.asyncDispose]() {
        storage[Symbol.dispose]()
        await s3[Symbol.asyncDispose]()
      },
    }
  },
}

async function put(storage: Storage, path: string, content: string): Promise<void> {
  const draft = await storage.create(path)
  await draft.write(Buffer.from(content), 0)
  await draft.commit()
}

const names = async (storage: Storage, folder: string) =>
  (await Array.fromAsync(storage.list(folder))).map(({ name }) => name)
const text = async (storage: Storage, path: string, start?: number) =>
  (await buffer(storage.read(path, start))).toString()

describe.each(Object.entries(KINDS))('storage in a %s', (_, open) => {
  test('shows a file when it is committed, whole, and reads it from anywhere', async () => {
    await using place = await open()
    const { storage } = place
    const path = 'a b/Übung $1+2.csv'
    const draft = await storage.create(path)
    await draft.write(Buffer.from('hello '), 0)
    await draft.write(Buffer.from('world'), 6)
    expect(await storage.stat(path)).toBeNull()
    expect(await names(storage, 'a b')).toEqual([])
    await draft.commit()
    expect(await storage.stat(path)).toEqual({
      name: 'Übung $1+2.csv',
      kind: 'file',
      size: 11,
      modifiedAt: expect.any(Number),
    })
    expect(await text(storage, path)).toBe('hello world')
    expect(await text(storage, path, 6)).toBe('world')
    expect(await text(storage, path, 11)).toBe('')
    expect(await storage.stat('a b')).toMatchObject({ name: 'a b', kind: 'folder', size: 0 })
  })

  test('takes an empty file, one over another, and none that is discarded', async () => {
    await using place = await open()
    const { storage } = place
    await put(storage, 'a.csv', '')
    expect(await text(storage, 'a.csv')).toBe('')
    await put(storage, 'a.csv', 'new')
    const draft = await storage.create('a.csv')
    await draft.write(Buffer.from('half'), 0)
    await draft.discard()
    expect(await text(storage, 'a.csv')).toBe('new')
    expect(await names(storage, '')).toEqual(['a.csv'])
  })

  test('lists files and folders in the order of code points', async () => {
    await using place = await open()
    const { storage } = place
    const unordered = ['b', 'a', 'B', 'é', '\u{1F600}', '\uFF21', 'x y+z', 'kept/1', 'kept/2', 'kept.csv']
    for (const name of unordered) await put(storage, name, name)
    const ordered = ['B', 'a', 'b', 'kept', 'kept.csv', 'x y+z', 'é', '\uFF21', '\u{1F600}']
    expect(await names(storage, '')).toEqual(ordered)
    expect(await names(storage, 'kept')).toEqual(['1', '2'])
    expect(await names(storage, 'none')).toEqual([])
  })

  test('renames a file over another, also into a folder that is not there yet, and removes it', async () => {
    await using place = await open()
    const { storage } = place
    await put(storage, 'a.csv', 'one')
    await put(storage, 'kept/b c.csv', 'two')
    await storage.rename('a.csv', 'kept/b c.csv')
    expect(await text(storage, 'kept/b c.csv')).toBe('one')
    await storage.rename('kept/b c.csv', 'new/c.csv')
    await storage.remove('new/c.csv')
    expect(await storage.stat('new/c.csv')).toBeNull()
  })

  test('leaves a file that is renamed to its own name', async () => {
    await using place = await open()
    const { storage } = place
    await put(storage, 'a.csv', 'one')
    await storage.rename('a.csv', 'a.csv')
    expect(await text(storage, 'a.csv')).toBe('one')
  })

  test('opens a file to be read at any position', async () => {
    await using place = await open()
    const { storage } = place
    await put(storage, 'kept/a.csv', 'hello world')
    const file = await storage.openToRead('kept/a.csv')
    const into = Buffer.alloc(20)
    expect(await file.size()).toBe(11)
    expect(await file.read(into.subarray(0, 5), 3)).toBe(5)
    expect(into.toString('utf8', 0, 5)).toBe('lo wo')
    expect(await file.read(into, 6)).toBe(5)
    expect(await file.read(into, 11)).toBe(0)
    await file.close()
    expect((await refused(storage.openToRead('none.csv'))).code).toBe('RB-7201')
  })

  test('loses the drafts of a file, and the file stays', async () => {
    await using place = await open()
    const { storage } = place
    await put(storage, 'a.csv', 'one')
    const draft = await storage.create('a.csv')
    await draft.write(Buffer.from('half'), 0)
    await storage.dropDrafts('a.csv')
    expect(await text(storage, 'a.csv')).toBe('one')
    await draft.discard()
  })

  test('refuses what is not there, and paths that lead elsewhere', async () => {
    await using place = await open()
    const { storage } = place
    expect((await refused(text(storage, 'none.csv'))).code).toBe('RB-7201')
    expect((await refused(storage.remove('none.csv'))).code).toBe('RB-7201')
    expect((await refused(storage.rename('none.csv', 'other.csv'))).code).toBe('RB-7201')
    for (const path of ['../a', '/a', 'a//b', '', 'a\nb']) {
      expect((await refused(text(storage, path))).code).toBe('RB-7202')
      expect((await refused(put(storage, path, ''))).code).toBe('RB-7202')
      expect((await refused(storage.openToRead(path))).code).toBe('RB-7202')
      expect((await refused(storage.dropDrafts(path))).code).toBe('RB-7202')
    }
  })
})
