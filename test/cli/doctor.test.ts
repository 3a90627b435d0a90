import { chmod, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { databaseAdvice } from '../../src/cli/doctor/database.ts'
import { folderAdvice, keyAdvice, nodeAdvice } from '../../src/cli/doctor/machine.ts'
import { runsAdvice } from '../../src/cli/doctor/runs.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { startRun } from '../../src/inbound/start-run.ts'
import { acquireLock } from '../../src/store/lock.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { cliJson, inPlace, nowhere, place, SAMPLES } from './cli.ts'

const SEVERAL_PROCESSES = 300_000

interface DoctorDocument {
  readonly checks: readonly {
    check: string
    state: 'ok' | 'warn' | 'fail'
    seen: string
    todo: string | null
  }[]
}

function states(checks: DoctorDocument['checks']): Record<string, string> {
  return Object.fromEntries(checks.map(({ check, state }) => [check, state]))
}

describe('the doctor', () => {
  test(
    'finds a good installation well, and everything that is wrong with a bad one',
    async () => {
      await using hub = await place()
      await inPlace(hub, async (open, { organisationId, feedId }) => {
        await chmod(hub.dataFolder, 0o700)
        const files = [{ path: join(SAMPLES, 'day-1', 'course.csv') }]
        const request = {
          organisationId,
          feedId,
          kind: 'import',
          files,
          settings: {},
          verify: false,
          again: false,
        } as const
        await executeRun(open, organisationId, await startRun(open, request))
      })
      const well = await cliJson<DoctorDocument>(hub, 'doctor')
      expect(states(well.document.checks)).toEqual({
        node: 'ok',
        folder: 'ok',
        permissions: 'ok',
        space: 'ok',
        lock: 'ok',
        mail: 'warn',
        storage: 'ok',
        key: 'ok',
        engine: 'ok',
        migrations: 'ok',
        separation: 'ok',
        interrupted: 'ok',
        sums: 'ok',
        archive: 'ok',
        queue: 'ok',
      })
      expect(well.status).toBe(0)

      await chmod(hub.dataFolder, 0o755)
      const archive = join(hub.dataFolder, 'archive', '1')
      for (const name of await readdir(archive)) await rm(join(archive, name))
      await inPlace(hub, (open, { organisationId, feedId }) =>
        open.store.asOrganisation(organisationId, async ({ db }) => {
          await sql`update run_log_block set lines = lines[2:]`.execute(db)
          await sql`insert into run (organisation_id, feed_id, site_id, kind, state, verify, settings, clock, started_at,
            heartbeat_at)
          select organisation_id, ${feedId}, site_id, 'import', 'running', false, '{}', now(), now(), now()
          from run`.execute(db)
        }),
      )
      const ill = await cliJson<DoctorDocument>(hub, 'doctor')
      expect(ill.status).toBe(2)
      expect(
        ill.document.checks.filter(({ check, state }) => state !== 'ok' && check !== 'mail'),
      ).toMatchObject([
        { check: 'permissions', state: 'warn', todo: expect.stringContaining('chmod 700') },
        { check: 'interrupted', state: 'warn', seen: expect.stringContaining('run 2') },
        { check: 'sums', state: 'fail', seen: expect.stringContaining('run 1') },
        { check: 'archive', state: 'fail', seen: expect.stringContaining('1 of 1 file') },
      ])
    },
    SEVERAL_PROCESSES,
  )

  test('makes no data folder where there is none', async () => {
    const { status, document } = await cliJson<DoctorDocument>(nowhere(), 'doctor')
    expect({ status, states: states(document.checks) }).toMatchObject({
      status: 0,
      states: { node: 'ok', folder: 'warn' },
    })
    expect(await folderAdvice(nowhere().dataFolder)).toMatchObject({ usable: false })
  })

  test('sees a table that row-level security does not guard', async () => {
    await using hub = await place()
    await inPlace(hub, async ({ store }) => {
      const separation = async () => (await databaseAdvice(store)).find(({ check }) => check === 'separation')
      expect(await separation()).toMatchObject({ state: 'ok' })
      await store.asHouse(({ db }) => sql`alter table feed disable row level security`.execute(db))
      expect(await separation()).toMatchObject({
        state: 'fail',
        seen: expect.stringMatching(/rows in feed$/),
      })
    })
  })

  test('does not open a data folder that another process has', async () => {
    await using folder = await temporaryFolder()
    const lock = await acquireLock(folder.path, () => undefined)
    const { advice, usable } = await folderAdvice(folder.path)
    expect(usable).toBe(false)
    expect(states(advice)).toMatchObject({ lock: 'fail' })
    await lock.release()
  })

  test('judges the key by its place and rights, and shows nothing of it', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'rollbook.key')
    expect(await keyAdvice(folder.path, undefined)).toMatchObject({
      state: 'fail',
      seen: `there is no ${path}`,
    })
    const key = 'ab'.repeat(32)
    await writeFile(path, `${key}\n`, { mode: 0o644 })
    expect(await keyAdvice(folder.path, undefined)).toMatchObject({
      state: 'fail',
      todo: `chmod 600 ${path}`,
    })
    await chmod(path, 0o600)
    const good = await keyAdvice(folder.path, undefined)
    expect(good).toMatchObject({ state: 'ok' })
    expect(JSON.stringify(good)).not.toContain(key)
    await writeFile(path, 'no key')
    expect(await keyAdvice(folder.path, undefined)).toMatchObject({ state: 'fail' })
    expect(await keyAdvice(folder.path, key)).toMatchObject({ state: 'ok' })
  })

  test('tells an old Node', () => {
    expect(nodeAdvice('22.12.0')).toMatchObject({ state: 'fail' })
    expect(nodeAdvice('24.0.0')).toMatchObject({ state: 'ok' })
  })

  test('has nothing to say of runs where there are none', async () => {
    await using hub = await place()
    const advice = await inPlace(hub, (open, { organisationId }) => runsAdvice(open, organisationId))
    expect(advice.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok'])
  })
})
