import { existsSync, readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { CHUNK_RECORDS } from '../../src/inbound/execute-run.ts'
import { cliJson, type Place, place, ROOT, type Running, startCli } from './cli.ts'

const SEVERAL_PROCESSES = 300_000
/** Several chunks. */
const RECORDS = 30_000
const LAUNCHER = join(ROOT, 'bin', 'rollbook')

interface RunsDocument {
  readonly runs: { run: { id: number; state: string; counts: object; records: object } }[]
  readonly error: { code: string; message: string }
}

async function manyUsers(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'many.csv')
  const rows = Array.from(
    { length: RECORDS },
    (_, n) => `create,u${n},Passw0rd-${n},First,Last${n},u${n}@example.org,Leeds,GB\n`,
  )
  await writeFile(path, `action,username,password,firstname,lastname,email,city,country\n${rows.join('')}`)
  return path
}

/** The file is taken in: from now on there is something to interrupt. */
async function archived({ dataFolder }: Place, running: Running): Promise<void> {
  const folder = join(dataFolder, 'archive', '1')
  const ended = running.ended.then(() => true)
  while (!existsSync(folder) || !readdirSync(folder).some((name) => /^[0-9a-f]{64}$/.test(name))) {
    if (await Promise.race([ended, wait(5, false)])) throw new Error((await running.ended).stderr)
  }
}

describe('a signal during an import', () => {
  test.each([
    ['SIGINT', 130, 'the program', []],
    [
      'SIGTERM',
      143,
      'the launcher of an old Node',
      ['--require', join(import.meta.dirname, 'programs', 'old-node.cjs'), LAUNCHER],
    ],
  ] as const)(
    '%s ends it with status %i behind a chunk, and resume does the rest (%s)',
    async (signal, status, _, before) => {
      await using hub = await place()
      const file = await manyUsers(hub.dataFolder)
      const running = startCli(hub, ['import', file, '--json'], before.length === 0 ? undefined : before)
      await archived(hub, running)
      running.kill(signal)
      const ran = await running.ended
      expect(ran.status, ran.stderr).toBe(status)
      const { error } = JSON.parse(ran.stdout) as RunsDocument
      expect(error).toMatchObject({ code: 'RB-5014', value: '1' })
      const [done, records] = error.message
        .match(/(\d+) of (\d+) records/)!
        .slice(1)
        .map(Number)
      expect(records).toBe(RECORDS)
      expect(done).toBeLessThan(RECORDS)
      expect(done! % CHUNK_RECORDS).toBe(0)

      const resumed = await cliJson<RunsDocument>(hub, 'resume')
      expect(resumed.document.runs).toMatchObject([
        {
          run: {
            id: 1,
            state: 'succeeded',
            counts: { created: RECORDS },
            records: { read: RECORDS, applied: RECORDS },
          },
        },
      ])
      expect(resumed.status).toBe(0)
      expect(await cliJson(hub, 'resume', '1')).toMatchObject({
        status: 1,
        document: { error: { code: 'RB-5008' } },
      })
    },
    SEVERAL_PROCESSES,
  )
})
