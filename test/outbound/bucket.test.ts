import { beforeEach, describe, expect, test } from 'vitest'
import { addAccount, findAccount } from '../../src/access/accounts/account.ts'
import { sftpAudit } from '../../src/access/accounts/audit.ts'
import { collectedFiles } from '../../src/outbound/collected.ts'
import { changeExport } from '../../src/outbound/define.ts'
import { findIssued, reissueFiles } from '../../src/outbound/reissue.ts'
import { runExports } from '../../src/outbound/run-export.ts'
import { newAccount } from '../access/new-account.ts'
import { storeAndFolder } from '../support/store-and-folder.ts'
import { type S3StandIn, s3StandIn } from '../transport/s3/stand-in.ts'
import { client, completed, outbox, type Person, type World, world } from './outbound-hub.ts'

const PEOPLE: readonly Person[] = ['A', 'B'].map((institution, index) => ({
  id: index + 1,
  username: `u${index + 1}`,
  idnumber: `N${index + 1}`,
  institution,
}))
const FILE = 'Completion20260326.csv'

describe('an export into a bucket', () => {
  const own = storeAndFolder()
  let s3: S3StandIn
  let at: World
  beforeEach(async () => {
    await using stack = new AsyncDisposableStack()
    s3 = stack.use(await s3StandIn())
    at = await world(own.store, own.folder, PEOPLE, s3)
    stack.use(at.hub.files)
    const made = stack.move()
    return () => made.disposeAsync()
  })

  const run = (organisationId: number, time: string, request = {}) => {
    at.at(time)
    return runExports(at.hub, organisationId, [], request)
  }

  test('is below the prefix of its organisation alone, whole and with its manifest', async () => {
    const settings = { manifest: true, folder: 'daily' }
    const ids = [await client(at, 'A', 'completion', settings), await client(at, 'B', 'completion', settings)]
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'], [2, 11, '2026-03-25T10:00:00Z'])
    for (const id of ids) expect(await run(id, '2026-03-26T02:30:00Z')).toMatchObject([{ finding: null }])
    const keys = ids.flatMap((id) => [
      `hub/${id}/outbox/daily/${FILE}`,
      `hub/${id}/outbox/daily/${FILE}.manifest.json`,
    ])
    expect([...s3.objects.keys()].sort()).toEqual(keys.sort())
    for (const [index, id] of ids.entries()) {
      const text = (await outbox(at, id, 'daily/'))[FILE]!
      expect(text.split('\r\n').slice(1, -1)).toEqual([expect.stringContaining(`"u${index + 1}"`)])
    }
  })

  test('is issued again byte for byte after its time, and removed with its manifest when that is over too', async () => {
    const id = await client(at, 'A', 'user', { manifest: true })
    const name = 'Users20260326.csv'
    await run(id, '2026-03-26T02:30:00Z')
    const first = (await outbox(at, id))[name]
    expect(first).toContain('"u1"')
    s3.objects.set(`hub/${id}/outbox/Notes.txt`, Buffer.from('of somebody else'))
    await run(id, '2026-05-26T02:30:00Z')
    expect(Object.keys(await outbox(at, id)).filter((one) => one.startsWith(name))).toEqual([])
    const { of, files } = await findIssued(at.hub, id, 'user', { date: '2026-03-26' })
    await reissueFiles(at.hub, of, files)
    expect((await outbox(at, id))[name]).toBe(first)
    await run(id, '2026-05-27T02:30:00Z')
    expect((await outbox(at, id))[name]).toBe(first)
    await run(id, '2026-07-27T02:30:00Z')
    expect(Object.keys(await outbox(at, id))).not.toContain(name)
    expect(Object.keys(await outbox(at, id))).toContain('Notes.txt')
  })

  test('leaves a file of its name that it did not publish as it is, unless forced', async () => {
    const id = await client(at, 'A', 'completion')
    s3.objects.set(`hub/${id}/outbox/${FILE}`, Buffer.from('of somebody else'))
    expect(await run(id, '2026-03-26T02:30:00Z')).toMatchObject([{ files: [{ what: 'found' }] }])
    expect(await outbox(at, id)).toEqual({ [FILE]: 'of somebody else' })
    expect(await run(id, '2026-03-26T03:30:00Z', { force: true })).toMatchObject([
      { files: [{ what: 'published' }] },
    ])
    expect((await outbox(at, id))[FILE]).toContain('username')
  })

  test('takes away the parts that a process left that ended in the middle, and no others', async () => {
    const id = await client(at, 'A', 'completion')
    const left = (key: string) => ({ key, parts: new Map([[1, Buffer.alloc(10)]]) })
    s3.uploads.set('of-the-file', left(`hub/${id}/outbox/${FILE}`))
    s3.uploads.set('of-another', left(`hub/${id}/outbox/Other.csv`))
    await run(id, '2026-03-26T02:30:00Z')
    expect([...s3.uploads.keys()]).toEqual(['of-another'])
  })

  test('that was put in place, though the answer was lost, is not put there twice nor forgotten', async () => {
    const id = await client(at, 'A', 'completion')
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
    // Looking for parts and for a file of its name comes before; the put and its repetitions are answered by nothing.
    s3.troubleOf = ({ method, url }) => (method === 'PUT' && url?.endsWith(FILE) ? 'cut' : null)
    const [failed] = await run(id, '2026-03-26T02:30:00Z')
    expect(failed!.finding?.code).toBe('RB-7405')
    const put = (await outbox(at, id))[FILE]
    expect(put).toContain('"u1"')
    s3.troubleOf = () => null
    await completed(at, [1, 12, '2026-03-25T11:00:00Z'])
    expect(await run(id, '2026-03-26T03:30:00Z')).toMatchObject([{ files: [], finding: null }])
    expect((await outbox(at, id))[FILE]).toBe(put)
    const [next] = await run(id, '2026-03-27T02:30:00Z')
    expect(next!.files).toMatchObject([{ counts: { rows: 1, late: 1 }, sequence: 2 }])
  })

  test('that cannot be put anywhere is told, and made with the next run', async () => {
    const id = await client(at, 'A', 'completion')
    await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
    s3.troubleOf = () => 403
    const [failed] = await run(id, '2026-03-26T02:30:00Z')
    expect(failed!.finding).toMatchObject({ code: 'RB-7412', message: expect.stringContaining('403') })
    expect(await outbox(at, id)).toEqual({})
    s3.troubleOf = () => null
    expect(await run(id, '2026-03-26T03:30:00Z')).toMatchObject([
      { files: [{ sequence: 1, counts: { rows: 1 } }] },
    ])
  })

  test('is collected by who got it whole, by the times that the bucket has', async () => {
    const id = await client(at, 'A', 'completion')
    const now = Date.now()
    await own.store.asOrganisation(id, (tx) => changeExport(tx, id, 'completion', { timeZone: 'UTC' }))
    await run(id, new Date(now - 60_000).toISOString())
    await addAccount(own.store, id, newAccount('collector', { passwordHash: 'hash' }), now)
    const [entry] = await Array.fromAsync(at.hub.files.outbox(id).list(''))
    const { name, size, modifiedAt } = entry!
    const audit = sftpAudit(own.store, (error) => expect(error).toBeNull())
    const account = (await findAccount(own.store, 'collector'))!
    const half = Math.floor(size / 2)
    for (const range of [
      [0, half],
      [half, size],
    ] as const) {
      const place = { session: 's', address: '192.0.2.1', at: now }
      audit.note({ account, ...place, action: 'sent', path: `/outbox/${name}`, size, range, modifiedAt })
    }
    await audit.flush()
    expect(await collectedFiles(at.hub, id, 'completion')).toMatchObject([
      { name, login: 'collector', times: 1 },
    ])
  })
})
