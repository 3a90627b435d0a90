import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { cli, cliJson, nowhere, ROOT } from './cli.ts'

/** On a machine with much else to do. */
const PATIENCE = 180_000

interface DemoDocument {
  readonly dataFolder: string | null
  readonly steps: readonly {
    readonly milliseconds: number
    readonly run?: { kind: string; records: { applied: number; unchanged: number; rejected: number } }
    readonly rejected?: readonly { file: string; line: number; code: string; message: string }[]
    readonly username?: string
    readonly history?: readonly { run: number; file: string; change: string }[]
    readonly exports?: readonly { organisation: string; files: readonly { what: string; name: string }[] }[]
    readonly files?: readonly { organisation?: string; name: string; firstLines?: readonly string[] }[]
    readonly attempts?: readonly { login: string; path: string; refused: string | null }[]
    readonly entries?: readonly { at: string; login: string; action: string; path: string | null }[]
  }[]
}

/** What the night's exports publish, with the headings that each organisation asked for. */
const COLLECTED = [
  [
    'hospital',
    'F2F20261007.csv',
    '"username","uniqueid","Date","Face to Face Name","Session ID","Session Date","Status"',
  ],
  [
    'hospital',
    'SCORM20261007.csv',
    '"Login","Staff Number","Date","Module","Sco Name","Status","Attempt Number","Score"',
  ],
  [
    'pharmacies',
    'Grades20261007.csv',
    '"username","E-mail","Date","Course Name","Course Code","Mark","Letter"',
  ],
  [
    'pharmacies',
    'SCORM20261007.csv',
    '"username","uniqueid","Date","SCORM Name","Sco Name","Status","Attempt Number","Score"',
  ],
  [
    'pharmacies',
    'Users20261007.csv',
    '"username","uniqueid","First Name","Last Name","Email","Institution","Department","City","Country","Suspended","Year"',
  ],
]

const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('rollbook-demo-'))

describe('the demo', () => {
  test(
    'shows both days, what went wrong, a history and what a night gives to whom, and leaves nothing behind',
    async () => {
      const before = folders()
      const { status, document } = await cliJson<DemoDocument>(nowhere(), 'demo')
      expect(status, JSON.stringify(document)).toBe(0)
      expect(document.dataFolder).toBeNull()
      const sums = document.steps.flatMap(({ run }) =>
        run === undefined ? [] : [{ kind: run.kind, ...run.records }],
      )
      expect(sums).toMatchObject([
        { kind: 'import', applied: 10_120, rejected: 0 },
        { kind: 'plan', applied: 266, unchanged: 9856, rejected: 38 },
        { kind: 'apply', applied: 266, unchanged: 9856, rejected: 38 },
        { kind: 'import', applied: 0, unchanged: 10_122, rejected: 38 },
        { kind: 'import', applied: 494, unchanged: 0, rejected: 0 },
      ])
      const rejected = document.steps.flatMap((step) => step.rejected ?? [])
      expect(rejected).toHaveLength(38)
      expect(rejected.filter(({ code, message }) => !/^RB-\d{4}$/.test(code) || message === '')).toEqual([])
      const history = document.steps.flatMap((step) => step.history ?? [])
      expect(history[0]).toMatchObject({ run: 1, file: 'user.csv', change: 'created' })
      expect(history.filter(({ run }) => run === 3)).toMatchObject([{ file: 'user.csv', change: 'updated' }])
      expect(folders()).toEqual(before)

      const [night, again] = document.steps.flatMap(({ exports }) => (exports === undefined ? [] : [exports]))
      const published = night!.flatMap(({ organisation, files }) =>
        files.map(({ what, name }) => [organisation, name, what]),
      )
      expect(published.sort()).toEqual(
        COLLECTED.map(([organisation, name]) => [organisation, name, 'published']),
      )
      expect(again!.map(({ files }) => files)).toEqual(Array(COLLECTED.length).fill([]))
      const collected = document.steps.flatMap(({ files = [] }) =>
        files.filter(({ firstLines }) => firstLines !== undefined),
      )
      expect(
        collected.map(({ organisation, name, firstLines }) => [organisation, name, firstLines![0]]),
      ).toEqual(COLLECTED)
      for (const { firstLines } of collected) expect(firstLines).toHaveLength(3)
      const attempts = document.steps.flatMap((step) => step.attempts ?? [])
      expect(attempts.map(({ login }) => login)).toEqual(['pharmacies', 'pharmacies', 'hospital'])
      expect(attempts.filter(({ refused }) => refused === null)).toEqual([])
      const entries = document.steps.flatMap((step) => step.entries ?? [])
      const proofs = entries.filter(({ action }) => action === 'collected')
      expect(proofs.map(({ login, path }) => [login, path])).toEqual(
        COLLECTED.map(([organisation, name]) => [organisation, `/outbox/${name}`]),
      )
      for (const { at } of entries) expect(at).toMatch(/^2026-10-07T01:/)
    },
    PATIENCE,
  )

  test(
    'keeps its data folder when asked to, and names no other place on the machine',
    async () => {
      const { status, stdout, stderr } = await cli(nowhere(), 'demo', '--keep')
      expect(status, stderr).toBe(0)
      const folder = /rollbook --data (\S+) runs/.exec(stdout)![1]!
      expect(existsSync(folder)).toBe(true)
      expect(stdout.replaceAll(folder, '')).not.toMatch(
        new RegExp(`${RegExp.escape(tmpdir())}|${RegExp.escape(ROOT)}`),
      )
      expect(stdout.split(folder)).toHaveLength(2)
      expect(await cliJson({ dataFolder: folder }, 'run', '3')).toMatchObject({
        document: { run: { kind: 'apply' } },
      })
      await rm(folder, { recursive: true })
    },
    PATIENCE,
  )
})
