import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ODD_FILES } from '../support/odd-files.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { zip } from '../support/zip.ts'
import { cli, cliJson, nowhere, SAMPLES } from './cli.ts'

interface CheckDocument {
  readonly files: readonly {
    readonly name: string
    readonly format: string | null
    readonly first: readonly { readonly fields: object }[]
  }[]
  readonly arrivals: readonly {
    readonly files: readonly string[]
    readonly format: string
    readonly detected: { readonly confidence: string; readonly reasons: readonly string[] } | null
    readonly conformance: object | null
  }[]
}

const PASSWORD = 'S3cret-of-Ann!'

/** A folder with files, and the paths of these. */
async function folderWith(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder()
  const paths = Object.keys(files).map((name) => join(folder.path, name))
  await mkdir(folder.path, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder.path, name), content)
  return { paths, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

const check = (...args: string[]) => cliJson<CheckDocument>(nowhere(), 'check', ...args)

describe('check without --format', () => {
  test('says what a file is, how sure that is and why, and shows its first records', async () => {
    const path = join(SAMPLES, 'day-1', 'user.csv')
    const { status, document } = await check(path)
    expect(status).toBe(0)
    expect(document.arrivals).toMatchObject([
      {
        files: [path],
        format: 'datahub-csv',
        conformance: null,
        detected: {
          format: 'datahub-csv',
          confidence: 'certain',
          kind: 'user',
          ambiguous: false,
          files: [{ name: path, encoding: 'utf-8', separator: ',' }],
        },
      },
    ])
    const [file] = document.files
    expect(file!.first).toHaveLength(5)
    expect(file!.first[0]).toMatchObject({ line: 2, asks: 'create user' })
    expect(file!.first[0]!.fields).toHaveProperty('username')

    const { stdout } = await cli(nowhere(), 'check', path)
    expect(stdout).toContain(': looks like datahub-csv, certain, user records, utf-8, separated by comma\n')
    expect(stdout).toMatch(/^ {2}the header has action, username/m)
    expect(stdout).toMatch(/^ {2}line 2: create user {2}username=/m)
  })

  test('never shows a password, as text or as JSON', async () => {
    await using folder = await folderWith({
      'a.csv': `action,username,password,email\ncreate,ann,${PASSWORD},ann@example.org\n`,
      'b.csv': `username,firstname,lastname,email,password,course1\nann,A,B,a@x.org,${PASSWORD},C1\n`,
      'c.csv': `action,shortname,fullname,guest,password\nmake,C1,Course,yes,${PASSWORD}\n`,
      'd.csv': `action,shortname,fullname,guest,password\ncreate,C1,Course,yes,${PASSWORD}\n`,
    })
    const { stdout, stderr } = await cli(nowhere(), 'check', ...folder.paths)
    expect(stdout).toContain('moodle-upload-users')
    expect(stdout + stderr).not.toContain(PASSWORD)
    const { document } = await check(...folder.paths)
    expect(document.files.map(({ format }) => format)).toEqual([
      'datahub-csv',
      'moodle-upload-users',
      'datahub-csv',
      'datahub-csv',
    ])
    expect(document.files[0]!.first).toMatchObject([{ fields: { username: 'ann', password: '(hidden)' } }])
    expect(JSON.stringify(document)).not.toContain(PASSWORD)
  })

  test('reads each file as it looks, and one that nobody knows as Data Hub files', async () => {
    await using folder = await folderWith({
      'flat.txt': 'add, student, 12, C1\n',
      'sis.xml': '<enterprise><person><sourcedid><id>7</id></sourcedid></person></enterprise>',
      'UserUpload20260131.csv': 'username,email,firstname,lastname,uniqueid\na,a@x.org,A,B,7\n',
      'letter.csv': 'Dear all,\n',
    })
    const { status, document } = await check(...folder.paths)
    expect(status).toBe(2)
    expect(document.arrivals.map(({ format, detected }) => [format, detected!.confidence])).toEqual([
      ['moodle-flatfile', 'certain'],
      ['ims-enterprise', 'certain'],
      ['snapshot-csv', 'certain'],
      ['datahub-csv', 'no'],
    ])
    expect(document.files).toMatchObject([
      { kind: 'enrolment', first: [{ asks: 'enrol', fields: { 'course idnumber': 'C1', role: 'student' } }] },
      { kind: 'user', first: [{ fields: { idnumber: '7' } }] },
      { kind: 'user', first: [{ asks: 'create or update user', fields: { idnumber: '7', firstname: 'A' } }] },
      { refusal: { code: 'RB-1052' }, first: [] },
    ])
    const { stdout } = await cli(nowhere(), 'check', folder.paths[3]!)
    expect(stdout).toContain('of no format that is known, read as datahub-csv')
  })

  test('tells when only the sender can know, and then reads as it is told', async () => {
    const path = join(ODD_FILES, 'no-action-column.csv')
    const { stdout } = await cli(nowhere(), 'check', path)
    expect(stdout).toMatch(/^ {2}It could also be moodle-upload-users, possible: the header has username/m)
    expect(stdout).toContain('say which with --format')
    const { document } = await check(path, '--format', 'moodle-upload-users')
    expect(document).toMatchObject({
      arrivals: [{ format: 'moodle-upload-users', detected: null }],
      files: [{ format: 'moodle-upload-users', records: 1 }],
    })
  })

  test('says with which settings a refused file can be read, and shows its records so', async () => {
    const path = join(ODD_FILES, 'semicolons.csv')
    const { status, document } = await check(path)
    expect(status).toBe(2)
    expect(document.files).toMatchObject([
      {
        refusal: { code: 'RB-1043' },
        advice: { separator: ';' },
        first: [{ line: 2, asks: 'create user', fields: { username: 'asmith' } }],
      },
    ])
    const { stdout } = await cli(nowhere(), 'check', path)
    expect(stdout).toMatch(/^ {2}It can be read with --set 'separator=;'$/m)
    expect(await check(path, '--set', 'separator=;')).toMatchObject({
      status: 0,
      document: { files: [{ refusal: null, advice: null }] },
    })
  })

  test('gives no advice that would not help', async () => {
    await using folder = await folderWith({ 'users.csv': 'action;username;username\ncreate;a;b\n' })
    const { document } = await check(...folder.paths)
    expect(document.files).toMatchObject([{ refusal: { code: 'RB-1043' }, advice: null, first: [] }])
  })

  test('takes a setting that one format alone has as a word about the format', async () => {
    await using folder = await folderWith({
      'users.csv': 'username;firstname;lastname;email\nann;A;B;a@x.org\n',
    })
    const { status, document } = await check(...folder.paths, '--set', 'delimiter=semicolon')
    expect(status).toBe(0)
    expect(document.files).toMatchObject([{ format: 'moodle-upload-users', records: 1 }])
    expect(await cliJson(nowhere(), 'check', ...folder.paths, '--set', 'delimeter=x')).toMatchObject({
      status: 1,
      document: { error: { code: 'RB-8002' } },
    })
  })
})

describe('check of a OneRoster package', () => {
  const PACKAGE = {
    'manifest.csv':
      'propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\nfile.users,bulk\n',
    'orgs.csv': 'sourcedId,status,dateLastModified,name,type\ns1,,,Hill School,school\n',
    'users.csv':
      'sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,email,password\n' +
      `u1,true,s1,student,ann,Ann,One,ann@example.org,${PASSWORD}\n`,
  }

  test('reads its files together, and says how they keep to the standard', async () => {
    await using folder = await folderWith(PACKAGE)
    const { status, document } = await check(...folder.paths)
    expect(status).toBe(0)
    expect(document.arrivals).toMatchObject([
      {
        files: folder.paths,
        format: 'oneroster-csv',
        detected: { confidence: 'certain', reasons: ['manifest.csv says oneroster.version 1.1'] },
        conformance: { version: '1.1', refusal: null, files: [{ name: 'orgs.csv' }, { name: 'users.csv' }] },
      },
    ])
    expect(document.files.at(-1)).toMatchObject({
      kind: 'user',
      first: [{ fields: { idnumber: 'u1', username: 'ann' } }],
    })
    const { stdout } = await cli(nowhere(), 'check', ...folder.paths)
    expect(stdout).toMatch(/^OneRoster 1\.1 package\n\norgs\.csv: bulk, 1 rows/m)
    expect(stdout).not.toContain(PASSWORD)
  })

  test('ends with 2 when something in it would not be taken, each rule told with its lines', async () => {
    const bad = `${PACKAGE['users.csv']}u2,maybe,s1,student,ben,Ben,Two,,\n`
    await using folder = await folderWith({ ...PACKAGE, 'users.csv': bad })
    const { status, stdout } = await cli(nowhere(), 'check', ...folder.paths)
    expect(status).toBe(2)
    expect(stdout).toMatch(/RB-12\d\d enabledUser: once, the row is refused\n.*\n {4}lines 3$/m)
  })

  test('leaves files that lie beside an archive to themselves', async () => {
    await using folder = await folderWith({ ...PACKAGE, 'user.csv': 'action,username\ncreate,ann\n' })
    const archive = join(folder.paths[0]!, '..', 'package.zip')
    await writeFile(archive, zip(Object.entries(PACKAGE).map(([name, content]) => ({ name, content }))))
    const { document } = await check(archive, folder.paths.at(-1)!)
    expect(document.arrivals.map(({ format, files }) => [format, files.length])).toEqual([
      ['oneroster-csv', 3],
      ['datahub-csv', 1],
    ])
  })

  test('ends with 2 when a listed file is missing', async () => {
    const { 'users.csv': _, ...rest } = PACKAGE
    await using folder = await folderWith(rest)
    const { status, document } = await check(...folder.paths)
    expect(status).toBe(2)
    expect(document.files[0]).toMatchObject({ refusal: { code: 'RB-1205' } })
  })
})
