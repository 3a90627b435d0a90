import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openContainer } from '../../../src/formats/containers/container.ts'
import { XML_NAMES } from '../../../src/formats/containers/entry-name.ts'
import { guardUnpacked } from '../../../src/formats/containers/guard.ts'
import {
  MAX_ENTRIES,
  MAX_RATIO,
  MAX_UNPACKED_BYTES,
  RATIO_COUNTS_FROM_BYTES,
} from '../../../src/formats/containers/limits.ts'
import type { SourceFile } from '../../../src/formats/format.ts'
import { readFile, refusalOf } from '../../support/read-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { type ZipEntry, zip } from '../../support/zip.ts'

const USERS = 'action,username\nupdate,asmith\n'
const ENTRY: ZipEntry = { name: 'users.csv', content: USERS }

async function contentOf(file: SourceFile): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file.open()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Writes `bytes` to a file of its own, opens it, reads all it holds, and checks that no descriptor stays open. */
async function read(name: string, bytes: string | Uint8Array): Promise<Record<string, string>> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'arrived')
  writeFileSync(path, bytes)
  try {
    const files = await openContainer(path, name)
    const contents = files.map(async (file) => [file.name, await contentOf(file)] as const)
    return Object.fromEntries(await Promise.all(contents))
  } finally {
    await expect.poll(() => openDescriptors(path)).toBe(0)
  }
}

/** Where the platform tells. */
function openDescriptors(path: string): number {
  if (!existsSync('/proc/self/fd')) return 0
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path
    } catch {
      return false
    }
  }).length
}

const refused = (name: string, bytes: string | Uint8Array) => refusalOf(() => read(name, bytes))

describe('what has arrived', () => {
  test('is one file when it is no archive, passing its kind on', async () => {
    expect(await read('users.csv', USERS)).toEqual({ 'users.csv': USERS })
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'a')
    writeFileSync(path, zip([ENTRY]))
    expect((await openContainer(path, 'a.zip', 'user')).map((file) => file.kind)).toEqual(['user'])
  })

  test('may hold files of the names that its format has, and no others', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'a')
    writeFileSync(path, zip([{ name: 'enterprise.xml', content: '<enterprise/>' }]))
    const [file] = await openContainer(path, 'a.zip', undefined, XML_NAMES)
    expect(file?.name).toBe('enterprise.xml')
    expect(await refusalOf(() => openContainer(path, 'a.zip'))).toMatchObject({ code: 'RB-1088' })
    writeFileSync(path, zip([ENTRY]))
    const { code, message } = await refusalOf(() => openContainer(path, 'a.zip', undefined, XML_NAMES))
    expect(code).toBe('RB-1088')
    expect(message).toContain('.xml')
  })

  test('is known by its bytes, whatever its name', async () => {
    expect(await read('users.csv', gzipSync(USERS))).toEqual({ 'users.csv': USERS })
    expect(await read('users.csv', zip([ENTRY]))).toEqual({ 'users.csv': USERS })
  })

  test('may be gzipped, in several members too', async () => {
    const bytes = Buffer.concat([gzipSync('action,username\n'), gzipSync('update,asmith\n')])
    expect(await read('users.csv.gz', bytes)).toEqual({ 'users.csv': USERS })
  })

  test('may be a zip archive, deflated or stored, whose entries become files', async () => {
    const archive = zip([
      { name: 'autumn/', content: '', mode: 0o040755 },
      { name: 'autumn/users.csv', content: USERS },
      { name: 'Kurse Straße.csv', content: 'action,shortname\n', method: 0 },
      { name: '__MACOSX/._users.csv', content: 'clutter' },
      { name: '.DS_Store', content: 'clutter' },
    ])
    expect(await read('all.zip', archive)).toEqual({
      'autumn/users.csv': USERS,
      'Kurse Straße.csv': 'action,shortname\n',
    })
  })

  test('can be read again from its first byte, and left early', async () => {
    await using folder = await temporaryFolder()
    const long = USERS.repeat(50_000)
    for (const [name, bytes] of [
      ['a.csv', long],
      ['a.csv.gz', gzipSync(long)],
      ['a.zip', zip([{ name: 'a.csv', content: long }])],
    ] as const) {
      const path = join(folder.path, name)
      writeFileSync(path, bytes)
      const [file] = await openContainer(path, name)
      for await (const _ of file!.open()) break
      await expect.poll(() => openDescriptors(path)).toBe(0)
      expect(await contentOf(file!)).toBe(long)
      expect(await contentOf(file!)).toBe(long)
    }
  })

  test('that is not there, or a folder, is refused without its path', async () => {
    await using folder = await temporaryFolder()
    for (const path of [folder.path, join(folder.path, 'none')]) {
      const { code, message } = await refusalOf(() => openContainer(path, 'users.csv'))
      expect(code).toBe('RB-1001')
      expect(message).toContain('users.csv')
      expect(message).not.toContain(folder.path)
    }
  })

  test.each([
    ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
    ['a PDF document', [...Buffer.from('%PDF-1.7')]],
    ['an old Excel', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ])('is refused when it is %s', async (what, bytes) => {
    const { code, message } = await refused('users.csv', Uint8Array.from(bytes))
    expect(code).toBe('RB-1007')
    expect(message).toContain(what)
  })
})

describe('a zip archive is refused for', () => {
  test.each([
    '../users.csv',
    'a/../../users.csv',
    '/etc/users.csv',
    'C:/users.csv',
    'c:users.csv',
    '..\\users.csv',
    'a\\users.csv',
  ])('an entry that leads outside: %s', async (name) => {
    const { code, value } = await refused('a.zip', zip([ENTRY, { name, content: USERS }]))
    expect({ code, value }).toEqual({ code: 'RB-1081', value: name })
  })

  test.each<[string, string, Partial<ZipEntry>]>([
    ['an encrypted entry', 'RB-1082', { flags: 1 }],
    ['a symbolic link', 'RB-1083', { mode: 0o120777 }],
    ['a device', 'RB-1083', { mode: 0o020666 }],
    ['an archive by its name', 'RB-1084', { name: 'inner.zip' }],
    ['an archive by its bytes', 'RB-1084', { content: zip([ENTRY]) }],
    ['a gzipped entry', 'RB-1084', { content: gzipSync(USERS) }],
    ['a picture by its bytes', 'RB-1007', { content: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) }],
    ['an entry that is no CSV file', 'RB-1088', { name: 'report.docx' }],
    ['two entries of one name', 'RB-1089', { name: 'good.csv' }],
    ['an unknown way of packing', 'RB-1091', { method: 12 }],
    ['an Office document', 'RB-1007', { name: '[Content_Types].xml' }],
  ])('%s', async (_, code, entry) => {
    const bad = { ...ENTRY, ...entry }
    const finding = await refused('a.zip', zip([{ ...ENTRY, name: 'good.csv' }, bad]))
    expect(finding.code).toBe(code)
    if (code !== 'RB-1007') expect(finding.value).toBe(bad.name)
  })

  test('strong encryption', async () => {
    expect((await refused('a.zip', zip([{ ...ENTRY, flags: 0x41 }]))).code).toBe('RB-1082')
  })

  test('too many entries', async () => {
    const entries = Array.from({ length: MAX_ENTRIES + 1 }, (_, i) => ({ ...ENTRY, name: `${i}.csv` }))
    const { code, message } = await refused('a.zip', zip(entries))
    expect(code).toBe('RB-1085')
    expect(message).toContain(String(MAX_ENTRIES))
    expect(Object.keys(await read('a.zip', zip(entries.slice(1))))).toHaveLength(MAX_ENTRIES)
  })

  test('no entry at all', async () => {
    expect((await refused('a.zip', zip([]))).code).toBe('RB-1090')
  })

  test('being cut off, anywhere', async () => {
    const archive = zip([{ ...ENTRY, content: 'one line of many\n'.repeat(200) }])
    for (let length = 0; length < archive.length; length += 7) {
      expect((await refused('a.zip', archive.subarray(0, length))).code, `${length} bytes`).toBe('RB-1080')
    }
  })

  test('content that is not what the directory says', async () => {
    expect((await refused('a.zip', zip([{ ...ENTRY, declaredCrc: 1 }]))).code).toBe('RB-1080')
    expect((await refused('a.zip', zip([{ ...ENTRY, declaredSize: 3 }]))).code).toBe('RB-1080')
    expect((await refused('a.zip', zip([{ ...ENTRY, declaredSize: 3_000 }]))).code).toBe('RB-1080')
  })
})

describe('a bomb is refused', () => {
  const zeros = Buffer.alloc(RATIO_COUNTS_FROM_BYTES + 1_000_000, '0')

  test('by what the directory of the archive says', async () => {
    expect((await refused('a.zip', zip([{ ...ENTRY, content: zeros }]))).code).toBe('RB-1087')
  })

  test('whose entries are small, but many', async () => {
    const content = zeros.subarray(0, zeros.length / 8)
    const entries = Array.from({ length: 9 }, (_, i) => ({ name: `${i}.csv`, content }))
    expect((await refused('a.zip', zip(entries))).code).toBe('RB-1087')
  })

  test('that claims to unpack to more than the limit', async () => {
    const claim = { ...ENTRY, declaredSize: Math.ceil(MAX_UNPACKED_BYTES * 0.51) }
    const padding = {
      name: 'padding.csv',
      content: Buffer.alloc(MAX_UNPACKED_BYTES / MAX_RATIO + 2 ** 20),
      method: 0,
    } as const
    const archive = zip([padding, { ...claim, name: '1.csv' }, { ...claim, name: '2.csv' }])
    expect(await refused('a.zip', archive)).toMatchObject({ code: 'RB-1086', value: '2.csv' })
  })

  test('that unpacks to more than the limit', async () => {
    const piece = Buffer.alloc(2 ** 26, 'x')
    const pieces = Array.from({ length: MAX_UNPACKED_BYTES / piece.length + 1 }, () => piece)
    let passed = 0
    const { code } = await refusalOf(async () => {
      for await (const chunk of guardUnpacked(Readable.from(pieces), 'users.csv', MAX_UNPACKED_BYTES))
        passed += chunk.length
    })
    expect(code).toBe('RB-1086')
    expect(passed).toBe(MAX_UNPACKED_BYTES)
  })

  test('by its bytes, when the directory lies', async () => {
    const { code } = await refused('a.zip', zip([{ ...ENTRY, content: zeros, declaredSize: 1_000 }]))
    expect(code).toBe('RB-1080')
  })

  test('by its bytes, when there is no directory', async () => {
    const { code, value } = await refused('users.csv.gz', gzipSync(zeros))
    expect({ code, value }).toEqual({ code: 'RB-1087', value: 'users.csv' })
  })
})

describe('a gzip archive is refused for', () => {
  test('being cut off or damaged', async () => {
    const archive = gzipSync('one line of many\n'.repeat(200))
    expect((await refused('a.gz', archive.subarray(0, -9))).code).toBe('RB-1080')
    const damaged = Buffer.from(archive)
    damaged[damaged.length - 6]! ^= 1
    expect((await refused('a.gz', damaged)).code).toBe('RB-1080')
    expect((await refused('a.gz', 'no archive')).code).toBe('RB-1080')
  })

  test('holding another archive', async () => {
    expect((await refused('a.gz', gzipSync(gzipSync(USERS)))).code).toBe('RB-1084')
    expect((await refused('a.gz', gzipSync(zip([ENTRY])))).code).toBe('RB-1084')
  })
})

test('a damaged archive refuses the file when it is inspected, before any record', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'users.csv.gz')
  writeFileSync(path, gzipSync(USERS.repeat(1_000)).subarray(0, -9))
  const [file] = await openContainer(path, 'users.csv.gz')
  expect((await refusalOf(() => readFile(file!))).code).toBe('RB-1080')
})
