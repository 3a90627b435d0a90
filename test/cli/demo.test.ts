import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { cli, cliJson, nowhere } from './cli.ts'

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
  }[]
}

const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('rollbook-demo-'))

describe('the demo', () => {
  test(
    'shows both days, the rejects, a history and the second day once more, and leaves nothing behind',
    async () => {
      const before = folders()
      const { status, document } = await cliJson<DemoDocument>(nowhere(), 'demo')
      expect(status).toBe(0)
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
    },
    PATIENCE,
  )

  test(
    'keeps its data folder when asked to',
    async () => {
      const { status, stdout } = await cli(nowhere(), 'demo', '--keep')
      expect(status).toBe(0)
      const folder = /rollbook --data (\S+) runs/.exec(stdout)![1]!
      expect(existsSync(folder)).toBe(true)
      expect(await cliJson({ dataFolder: folder }, 'run', '3')).toMatchObject({
        document: { run: { kind: 'apply' } },
      })
      await rm(folder, { recursive: true })
    },
    PATIENCE,
  )
})
