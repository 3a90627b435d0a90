import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ODD_FILES } from '../support/odd-files.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { cli, cliJson, nowhere, SAMPLES } from './cli.ts'

interface CheckDocument {
  readonly files: readonly {
    readonly name: string
    readonly refused: number
    readonly findings: readonly { line: number; code: string }[]
  }[]
}

const odd = (name: string) => join(ODD_FILES, name)

describe('check', () => {
  test('says what a good file is, and ends with 0', async () => {
    const { status, document } = await cliJson<CheckDocument>(
      nowhere(),
      'check',
      join(SAMPLES, 'day-1', 'course.csv'),
    )
    expect(status).toBe(0)
    expect(document.files).toMatchObject([
      {
        name: join(SAMPLES, 'day-1', 'course.csv'),
        format: 'datahub-csv',
        kind: 'course',
        encoding: 'utf-8',
        separator: ',',
        records: 120,
        blankLines: 0,
        refusal: null,
        refused: 0,
        findings: [],
      },
    ])
  })

  test('tells of each kind of record in a file that holds several', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'sis.xml')
    await writeFile(
      path,
      '<enterprise><person/><group><sourcedid><id>1</id></sourcedid></group></enterprise>',
    )
    const { status, document } = await cliJson<CheckDocument>(
      nowhere(),
      'check',
      '--format',
      'ims-enterprise',
      path,
    )
    expect(status).toBe(2)
    expect(document.files).toMatchObject([
      {
        name: path,
        kind: 'user',
        separator: null,
        records: 1,
        refused: 1,
        findings: [{ line: 1, code: 'RB-1140' }],
      },
      { name: path, kind: 'course', records: 1, refused: 0 },
    ])
    const { stdout } = await cli(nowhere(), 'check', '--format', 'ims-enterprise', path)
    expect(stdout).toContain('user records, ims-enterprise, utf-8\n')
  })

  test('goes on behind a file that is refused as a whole, and ends with 2', async () => {
    const files = [
      'unclosed-quote.csv',
      'binary.csv',
      'semicolons.csv',
      'unknown-action.csv',
      'no-such-file.csv',
    ]
    const { status, document } = await cliJson<CheckDocument>(nowhere(), 'check', ...files.map(odd))
    expect(status).toBe(2)
    expect(document.files).toMatchObject([
      { refusal: { code: 'RB-1021' }, kind: null, records: 0 },
      { refusal: { code: 'RB-1003' } },
      { refusal: { code: 'RB-1043' } },
      {
        refusal: null,
        refused: 3,
        findings: [
          {
            line: 2,
            code: 'RB-1060',
            field: 'action',
            value: 'Create',
            message: expect.stringContaining('update'),
          },
          { line: 3, code: 'RB-1060' },
          { line: 4, code: 'RB-1062' },
        ],
      },
      { refusal: { code: 'RB-1001' } },
    ])
  })

  test('reads with the settings and the kind that it is given', async () => {
    const args = ['check', odd('semicolons.csv'), '--set', 'separator=detect']
    const { status, document } = await cliJson<CheckDocument>(nowhere(), ...args)
    expect({ status, files: document.files }).toMatchObject({
      status: 0,
      files: [{ separator: ';', refusal: null }],
    })
    expect(await cliJson(nowhere(), ...args, '--kind', 'enrolment')).toMatchObject({ status: 2 })
  })

  test('shows as many findings as it is asked for, and counts the rest', async () => {
    const file = join(SAMPLES, 'day-2', 'user.csv')
    const { document } = await cliJson<CheckDocument>(nowhere(), 'check', file, '--findings', '2')
    expect(document.files).toMatchObject([{ refused: 5, findings: [{ line: 256 }, { line: 446 }] }])
    const { status, stdout } = await cli(nowhere(), 'check', file, '--findings', '2')
    expect(status).toBe(2)
    expect(stdout).toMatch(/^ 256 {2}RB-1025 .*22 cells/m)
    expect(stdout).toMatch(/^… and 3 more$/m)
  })
})
