import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { copyFile, mkdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { applySiteFile } from '../../src/config/site-settings.ts'
import { cli, cliJson, environment, inPlace, MAIN, type Place, place, SAMPLES } from './cli.ts'

/** A process takes a second or two, and there are several in a test. */
const SEVERAL_PROCESSES = 300_000
const SETTINGS = ['--settings', join(SAMPLES, 'settings.json')]

interface RunDocument {
  readonly run: {
    id: number
    kind: string
    state: string
    planId: number | null
    records: Record<string, number>
  }
  readonly files: readonly {
    name: string
    finding: { code: string } | null
    counts: Record<string, number>
  }[]
  readonly total: number
  readonly changes: readonly object[]
  readonly resumed: readonly number[]
  readonly error: { code: string; message: string }
}

function files(day: string): string[] {
  return ['enroll.csv', 'user.csv', 'course.csv'].map((name) => join(SAMPLES, day, name))
}

async function withSampleSite(): Promise<Place & AsyncDisposable> {
  const made = await place()
  await inPlace(made, (hub, { organisationId, siteId }) =>
    hub.store.asOrganisation(organisationId, (tx) =>
      applySiteFile(tx, siteId, JSON.parse(readFileSync(join(SAMPLES, 'site.json'), 'utf8'))),
    ),
  )
  return made
}

describe('the command line', () => {
  test(
    'imports a day, plans the next, shows each change, and applies the plan once',
    async () => {
      await using hub = await withSampleSite()
      const first = await cliJson<RunDocument>(hub, 'import', ...files('day-1'), ...SETTINGS)
      expect(first).toMatchObject({
        status: 0,
        document: {
          resumed: [],
          run: {
            id: 1,
            kind: 'import',
            state: 'succeeded',
            records: { read: 10_120, applied: 10_120, rejected: 0 },
          },
          files: [
            {
              file: 1,
              name: 'user.csv',
              kind: 'user',
              state: 'done',
              counts: { created: 2000 },
              warnings: [],
            },
            {
              file: 2,
              name: 'course.csv',
              kind: 'course',
              state: 'done',
              counts: { created: 120 },
              finding: null,
            },
            {
              file: 3,
              name: 'enroll.csv',
              kind: 'enrolment',
              state: 'done',
              encoding: 'utf-8',
              separator: ',',
            },
          ],
        },
      })

      const again = await cliJson<RunDocument>(hub, 'import', join(SAMPLES, 'day-1', 'user.csv'), ...SETTINGS)
      expect(again).toMatchObject({
        status: 1,
        document: { run: { state: 'failed' }, files: [{ state: 'refused', finding: { code: 'RB-5001' } }] },
      })

      const plan = await cliJson<RunDocument>(hub, 'import', '--dry-run', ...files('day-2'), ...SETTINGS)
      expect(plan).toMatchObject({
        status: 2,
        document: {
          run: {
            kind: 'plan',
            state: 'planned',
            records: { read: 10_160, applied: 266, unchanged: 9856, rejected: 38 },
          },
        },
      })
      const { run, total, changes: first10 } = plan.document
      expect(first10).toHaveLength(10)

      const changes = await cli(hub, '--json', 'changes', String(run.id))
      const lines = changes.stdout.trimEnd().split('\n')
      expect({ status: changes.status, lines: lines.length }).toEqual({ status: 0, lines: total })
      expect(lines.slice(0, 10).map((line) => JSON.parse(line))).toEqual(first10)
      expect(changes.stdout).not.toMatch(/keyed1\$|passwordHash/)
      expect(changes.stdout).toContain('"password":"(set)"')

      const applied = await cliJson<RunDocument>(hub, 'apply', String(run.id))
      expect(applied).toMatchObject({
        status: 2,
        document: {
          run: { kind: 'apply', state: 'succeeded', planId: run.id, records: plan.document.run.records },
        },
      })
      const twice = await cliJson<RunDocument>(hub, 'apply', String(run.id))
      expect(twice).toMatchObject({ status: 1, document: { error: { code: 'RB-5003' } } })

      const runs = await cliJson<{ runs: { kind: string; state: string }[] }>(hub, 'runs')
      expect(runs.document.runs.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
        'apply succeeded',
        'plan applied',
        'import failed',
        'import succeeded',
      ])
    },
    SEVERAL_PROCESSES,
  )

  test(
    'tells people what became of the records, and what to look at next',
    async () => {
      await using hub = await withSampleSite()
      const { status, stdout, stderr } = await cli(
        hub,
        'import',
        join(SAMPLES, 'day-2', 'user.csv'),
        ...SETTINGS,
      )
      expect({ status, stderr }).toEqual({ status: 2, stderr: '' })
      expect(stdout).toMatch(/^file +kind +read +created.* rejected$/m)
      expect(stdout).toMatch(/^user\.csv +user +2039 +1963 +76$/m)
      expect(stdout).toMatch(
        /^2039 read = 1963 applied \+ 0 unchanged \+ 0 held \+ 0 waiting \+ 76 rejected$/m,
      )
      expect(stdout).toContain('`rollbook rejects 1`')
      expect(await cli(hub, 'run', '1')).toMatchObject({ status: 0, stdout })
      expect(await cli(hub, 'changes', '1')).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^RB-5015 /),
      })
      expect(await cli(hub, 'run', '99')).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^RB-5002 .*99/),
      })
    },
    SEVERAL_PROCESSES,
  )

  test(
    'takes in nothing when one of the files is missing, or the feed or a setting is not there',
    async () => {
      await using hub = await place()
      const good = join(SAMPLES, 'day-1', 'user.csv')
      const refusals: [string[], string][] = [
        [[good, 'no-such.csv'], 'RB-5010'],
        [[good, '--feed', 'payroll'], 'RB-8205'],
        [[good, '--set', 'createOrUpdat=true'], 'RB-8002'],
      ]
      for (const [args, code] of refusals) {
        expect(await cliJson(hub, 'import', ...args)).toMatchObject({
          status: 1,
          document: { error: { code } },
        })
      }
      expect(await cliJson(hub, 'runs')).toEqual({ status: 0, document: { runs: [] } })
    },
    SEVERAL_PROCESSES,
  )

  test(
    'takes the files in the folder of the feed when it is given none',
    async () => {
      await using hub = await place()
      const folder = join(hub.dataFolder, 'incoming')
      await mkdir(folder, { recursive: true })
      const file = join(folder, 'course.csv')
      await copyFile(join(SAMPLES, 'day-1', 'course.csv'), file)
      const longAgo = new Date('2026-01-01')
      await utimes(file, longAgo, longAgo)
      const args = ['import', '--set', 'importPath=/incoming']
      expect(await cliJson(hub, ...args)).toMatchObject({
        status: 0,
        document: {
          run: { id: 1, records: { applied: 120 } },
          files: [{ name: 'course.csv', kind: 'course' }],
        },
      })
      const { status, stdout, stderr } = await cli(hub, ...args, '--json')
      expect({ status, document: JSON.parse(stdout) }).toMatchObject({
        status: 0,
        document: { run: null, files: [] },
      })
      expect(stderr).toMatch(/^Nothing to import\. Looked for: .*user\.csv/)
    },
    SEVERAL_PROCESSES,
  )

  test(
    'ends quietly when its reader has enough',
    async () => {
      await using hub = await place()
      const { status, stderr } = await cli(hub, 'plan', join(SAMPLES, 'day-1', 'user.csv'))
      expect(status, stderr).toBe(2)
      const shell = spawn('sh', ['-c', `"$0" "$1" changes 1; echo $? >&2`, process.execPath, MAIN], {
        env: environment(hub),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      shell.stdout.once('data', () => shell.stdout.destroy())
      expect(await text(shell.stderr)).toBe('0\n')
    },
    SEVERAL_PROCESSES,
  )
})
