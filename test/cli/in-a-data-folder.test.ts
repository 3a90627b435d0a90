import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acquireLock } from '../../src/store/lock.ts'
import { testEngine } from '../support/engines.ts'
import { cli, cliJson, type Place, place } from './cli.ts'

/** A process takes a second or two, and there are several in a test. */
const SEVERAL_PROCESSES = 300_000
const HEADER = 'action,username,password,firstname,lastname,email,city,country'

const testOnPglite = test.runIf(testEngine === 'pglite') // a server lets in several processes

let at: Place & AsyncDisposable
beforeAll(async () => {
  at = await place()
})
afterAll(() => at[Symbol.asyncDispose]())

async function users(name: string, ...rows: string[]): Promise<string> {
  const path = join(at.dataFolder, name)
  await writeFile(path, [HEADER, ...rows, ''].join('\n'))
  return path
}

const create = (username: string, email = `${username}@example.org`) =>
  `create,${username},Passw0rd!x,First,Last,${email},York,GB`

/** A command of each family, on the database in the data folder; what else they do is tried where the others are. */
describe('the commands, each a process with the database in the data folder', () => {
  testOnPglite(
    'wait outside while another process has it',
    async () => {
      const lock = await acquireLock(at.dataFolder, () => undefined)
      const shut = await cliJson<{ error: { code: string; message: string } }>(at, 'runs')
      expect(shut).toMatchObject({ status: 1, document: { error: { code: 'RB-6020' } } })
      expect(shut.document.error.message).toContain(String(process.pid))
      await lock.release()
      expect(await cliJson(at, 'runs')).toEqual({ status: 0, document: { runs: [] } })
    },
    SEVERAL_PROCESSES,
  )

  testOnPglite(
    'take files in, plan and apply, and tell what became of the records',
    async () => {
      const file = await users('user.csv', create('ann'), create('bob', 'nowhere'))
      expect(await cliJson(at, 'import', file)).toMatchObject({
        status: 2,
        document: { run: { id: 1, state: 'succeeded', records: { applied: 1, rejected: 1 } } },
      })
      const planned = await users('next.csv', create('cyd'))
      expect(await cliJson(at, 'plan', planned)).toMatchObject({ document: { run: { state: 'planned' } } })
      expect((await cli(at, 'changes', '2')).stdout).toContain('cyd')
      expect(await cliJson(at, 'apply', '2')).toMatchObject({
        status: 0,
        document: { run: { id: 3, counts: { created: 1 } } },
      })
      expect((await cli(at, 'log', '1')).stdout).toMatch(/^user\.csv:3 rejected RB-2004 /m)
      expect((await cli(at, 'rejects', '1')).stdout).toMatch(/^create,bob,.*,3,RB-2004,/m)
      expect((await cli(at, 'history', 'user', 'cyd')).stdout).toContain('created user "cyd"')
    },
    SEVERAL_PROCESSES,
  )

  testOnPglite(
    'set up feeds, organisations, accounts and exports, and publish',
    async () => {
      expect((await cli(at, 'feed', 'add', 'hr')).status).toBe(0)
      expect(await cliJson(at, 'site', 'list')).toMatchObject({ document: { sites: [{ name: 'default' }] } })
      expect((await cli(at, 'organisation', 'add', 'north')).status).toBe(0)
      const account = ['account', 'add', 'north-hr', '--organisation', 'north', '--password']
      expect(await cliJson(at, ...account)).toMatchObject({
        status: 0,
        document: { password: expect.any(String) },
      })
      expect((await cli(at, 'export', 'add', 'people', '--dataset', 'user')).status).toBe(0)
      expect(await cliJson(at, 'export', 'run')).toMatchObject({
        status: 0,
        document: { exports: [{ files: [{ what: 'published' }] }] },
      })
      for (const command of ['held', 'waiting', 'mails', 'resume', 'doctor']) {
        expect((await cli(at, command)).stderr, command).toBe('')
      }
      expect(await readdir(at.dataFolder)).not.toContain('rollbook.lock')
    },
    SEVERAL_PROCESSES,
  )
})
