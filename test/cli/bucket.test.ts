import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { addAccount, findAccount } from '../../src/access/accounts/account.ts'
import { readKeys } from '../../src/access/accounts/key.ts'
import { storageAdvice } from '../../src/cli/doctor/storage.ts'
import { answering } from '../../src/cli/sftp/answering.ts'
import type { RollbookError } from '../../src/domain/finding.ts'
import type { SftpAccount } from '../../src/transport/sftp/host.ts'
import { ed25519Pair } from '../../src/transport/sftp/key-pair.ts'
import { newAccount } from '../access/new-account.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { filesInStandIn } from '../transport/s3/files-in-stand-in.ts'
import { BUCKET, KEY, type S3StandIn, s3StandIn } from '../transport/s3/stand-in.ts'
import { cliJson, inPlace, nowhere, place } from './cli.ts'
import { startSftp } from './sftp-server.ts'
import { signedIn } from './signed-in.ts'

const KEYS = ed25519Pair()
const USERS =
  'action,username,email,firstname,lastname,city,country\ncreate,ann,ann@example.org,Ann,Lee,York,GB\n'

let s3: S3StandIn
beforeEach(async () => {
  s3 = await s3StandIn()
  return () => s3[Symbol.asyncDispose]()
})

function variables(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ROLLBOOK_STORAGE_URL: `s3://${BUCKET}/hub?region=${KEY.region}&endpoint=${s3.endpoint}`,
    ROLLBOOK_STORAGE_KEY_ID: KEY.keyId,
    ROLLBOOK_STORAGE_SECRET: KEY.secret,
    ...changes,
  }
}

describe('with a bucket in its environment', () => {
  test('the server takes files from there, puts what is sent and its receipts there, and ends in peace', async () => {
    await using base = await place()
    const here = { ...base, variables: variables() }
    const account = await inPlace(here, async ({ store }, { organisationId }) => {
      await addAccount(
        store,
        organisationId,
        newAccount('holder', { keys: readKeys(KEYS.public) }),
        Date.now(),
      )
      return (await findAccount(store, 'holder'))!
    })
    s3.objects.set(`hub/${account.organisationId}/outbox/SCORM20260330.csv`, Buffer.from('x'))
    const server = await startSftp(here)
    const client = await signedIn(server.port, 'holder', KEYS.private)
    expect(await client.get('/SCORM20260330.csv')).toBe('x')
    await client.put('/inbox/user.csv', USERS)
    await client.put('/check/user.csv', USERS)
    await vi.waitFor(async () => expect(await client.list('/receipts')).toHaveLength(2), 20_000)
    await vi.waitFor(async () => expect(await client.list('/check')).toHaveLength(3), 20_000)
    const receipt = (await client.list('/receipts')).find((name) => name.endsWith('.json'))!
    expect(JSON.parse(await client.get(`/receipts/${receipt}`))).toMatchObject({
      file: 'user.csv',
      result: 'wellMade',
    })
    client.end()
    const { status, said } = await server.end()
    expect(status, said).toBe(0)
    expect(said).not.toContain('RB-')
    const own = `hub/${account.organisationId}/accounts/${account.id}`
    expect(s3.objects.get(`${own}/inbox/user.csv`)?.toString()).toBe(USERS)
    expect(s3.objects.has(`${own}/receipts/${receipt}`)).toBe(true)
    const local = join(base.dataFolder, 'files', own.slice('hub/'.length))
    expect((await readdir(local, { recursive: true })).sort()).toEqual([
      'fetched',
      'partial',
      'partial/check',
      'partial/inbox',
    ])
  }, 60_000)

  test('the doctor says which one it is, and tries it when asked to', async () => {
    const look = async (reach: boolean, more: Record<string, string> = {}) => {
      for (const [name, value] of Object.entries(variables(more))) vi.stubEnv(name, value)
      const advice = await storageAdvice(reach)
      expect(JSON.stringify(advice)).not.toContain(KEY.secret)
      return advice
    }
    expect(await look(false)).toMatchObject({ state: 'ok', seen: expect.stringContaining('not tried') })
    expect(s3.requests).toEqual([])
    expect(await look(true)).toMatchObject({ state: 'ok', todo: null })
    expect(s3.requests.length).toBeGreaterThan(5)
    expect(s3.objects.size).toBe(0)
    expect(await look(true, { ROLLBOOK_STORAGE_SECRET: 'another' })).toMatchObject({
      state: 'fail',
      seen: expect.stringContaining('SignatureDoesNotMatch'),
      todo: expect.stringContaining('RB-7412'),
    })
    expect(await look(false, { ROLLBOOK_STORAGE_KEY_ID: '' })).toMatchObject({
      state: 'fail',
      todo: expect.stringContaining('RB-7207'),
    })
    vi.unstubAllEnvs()
    const here = { ...nowhere(), variables: variables() }
    const { document } = await cliJson<{ checks: { check: string }[] }>(here, 'doctor', '--storage')
    expect(document.checks.find(({ check }) => check === 'storage')).toMatchObject({
      state: 'ok',
      seen: expect.stringContaining('can be read, written and listed'),
    })
  }, 60_000)
})

describe('an answer to what lies in a bucket', () => {
  const account = { organisationId: 1, id: 2 } as SftpAccount
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => folder[Symbol.asyncDispose]())
  const receipts = () => [...s3.objects.keys()].filter((key) => key.startsWith('hub/1/accounts/2/receipts/'))

  test('waits while that cannot be reached', async () => {
    using files = filesInStandIn(folder.path, s3)
    s3.objects.set('hub/1/accounts/2/inbox/user.csv', Buffer.from(USERS))
    s3.objects.set('hub/1/accounts/2/inbox/more.csv', Buffer.from(USERS))
    const failures: RollbookError[] = []
    const answers = answering(files, (error) => failures.push(error as RollbookError), 20)
    s3.troubleOf = () => 403
    answers.arrived(account, '/inbox/user.csv')
    answers.arrived(account, '/inbox/more.csv')
    await vi.waitFor(() => expect(failures.length).toBeGreaterThan(1))
    expect(failures.map(({ finding }) => finding.code)).toContain('RB-7412')
    expect(receipts()).toEqual([])
    s3.troubleOf = () => null
    await answers.idle()
    expect(receipts()).toHaveLength(4)
  })

  test('is caught up with when that is reached, if it was not at the start', async () => {
    using files = filesInStandIn(folder.path, s3)
    s3.objects.set('hub/1/accounts/2/inbox/user.csv', Buffer.from(USERS))
    const failures: unknown[] = []
    const answers = answering(files, (error) => failures.push(error), 20)
    s3.troubleOf = () => 403
    answers.catchUp([account, { ...account, id: 3 }])
    await vi.waitFor(() => expect(failures.length).toBeGreaterThan(1))
    s3.troubleOf = () => null
    await answers.idle()
    expect(receipts()).toHaveLength(2)
  })

  test('is left to the next start when the server ends before that', async () => {
    using files = filesInStandIn(folder.path, s3)
    s3.objects.set('hub/1/accounts/2/inbox/user.csv', Buffer.from(USERS))
    const failures: unknown[] = []
    const answers = answering(files, (error) => failures.push(error))
    s3.troubleOf = () => 403
    answers.arrived(account, '/inbox/user.csv')
    answers.arrived(account, '/inbox/user.csv')
    await vi.waitFor(() => expect(failures).toHaveLength(1))
    await answers.end()
    expect(failures).toHaveLength(1)
    s3.troubleOf = () => null
    const next = answering(files, (error) => failures.push(error))
    next.catchUp([account])
    await next.idle()
    expect(receipts()).toHaveLength(2)
    next.catchUp([account])
    await next.idle()
    expect(s3.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(2)
  })
})
