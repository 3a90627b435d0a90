import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeExport } from '../../../src/outbound/define.ts'
import { deliverDue } from '../../../src/outbound/delivery/deliver.ts'
import { claimDue } from '../../../src/outbound/delivery/deliveries.ts'
import { noteDelivered, noteIntent } from '../../../src/outbound/delivery/outcomes.ts'
import { exportNamed } from '../../../src/outbound/exports.ts'
import { findIssued, reissueFiles } from '../../../src/outbound/reissue.ts'
import type { Store } from '../../../src/store/store.ts'
import { testStore } from '../../support/engines.ts'
import { refused } from '../../support/refused.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { KEY, type S3StandIn, s3StandIn } from '../../transport/s3/stand-in.ts'
import { type Sshd, sshd } from '../../transport/sftp-client/sshd.ts'
import { Crash, crashingStore } from '../crashing-store.ts'
import { client, completed, outbox, type World, world } from '../outbound-hub.ts'
import {
  deliver,
  EXPORT,
  forgetWorkers,
  giveSecret,
  publish,
  toFolder,
  toS3,
  toSftp,
} from './destinations-of.ts'

const FILE = 'Completion20260326.csv'
const NIGHT = '2026-03-26T02:30:00Z'

let store: Store
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let server: Sshd
let s3: S3StandIn
let at: World
let allowed: string
beforeAll(async () => {
  store = await testStore()
  folder = await temporaryFolder()
  server = await sshd()
  s3 = await s3StandIn()
  at = await world(store, folder.path, [
    { id: 1, username: 'u1', idnumber: 'N1', institution: 'A' },
    { id: 2, username: 'u2', idnumber: 'N2', institution: 'B' },
  ])
  const long = Array.from({ length: 2_000 }, (_, index) => Date.parse('2026-03-25T09:00:00Z') + index * 1000)
  await completed(at, ...long.map((time) => [2, 11, new Date(time).toISOString()] as const))
  await completed(at, [1, 11, '2026-03-25T09:00:00Z'], [1, 12, '2026-03-26T09:00:00Z'])
})
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
  await s3[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})
beforeEach(async () => {
  allowed = join(folder.path, randomUUID())
  await mkdir(allowed)
  s3.objects.clear()
  s3.requests.length = 0
  s3.troubles.length = 0
  s3.writeOnly = false
  server.cutAfter(null)
  for (const name of await readdir(server.folder)) await rm(join(server.folder, name))
})

/** An organisation whose files go to these destinations. */
async function organisation(...deliverTo: object[]): Promise<number> {
  return client(at, 'A', 'completion', { deliverTo, timeZone: 'UTC' })
}

async function change(id: number, ...deliverTo: object[]): Promise<void> {
  await store.asOrganisation(id, (tx) => changeExport(tx, id, EXPORT, { deliverTo, timeZone: 'UTC' }))
}

async function states(id: number): Promise<string[]> {
  const { rows } = await store.asOrganisation(id, ({ db }) =>
    sql<{ told: string }>`select destination || ' ' || state || ' ' || attempts ||
        case when incident_at is null then '' else ' late' end as told
      from export_delivery order by file_id, destination`.execute(db),
  )
  return rows.map(({ told }) => told)
}

async function nameOf(id: number): Promise<string> {
  const { name } = await store.asHouse(({ db }) =>
    db.selectFrom('organisation').select('name').where('id', '=', id).executeTakeFirstOrThrow(),
  )
  return name
}

async function exportId(id: number): Promise<number> {
  return store.asOrganisation(id, async (tx) => (await exportNamed(tx, id, EXPORT)).id)
}

const published = async (id: number) => (await outbox(at, id))[FILE]!
const puts = () => s3.requests.filter((line) => line.startsWith('PUT')).length

describe('a published file', () => {
  test('goes to a folder, a server and a bucket, once to each', async () => {
    const id = await organisation(toFolder(), toSftp(server), toS3(s3))
    await giveSecret(at, id, 'partner', server.privateKey.trim())
    await giveSecret(at, id, 'bucket', KEY.secret)
    await publish(at, id, NIGHT)
    expect(await states(id)).toEqual(['bucket waiting 0', 'partner waiting 0', 'share waiting 0'])
    expect(await deliver(at, id, { deliveryFolder: allowed })).toMatchObject(
      ['share', 'partner', 'bucket'].map((destination) => ({
        export: EXPORT,
        destination,
        file: FILE,
        what: 'delivered',
        attempts: 1,
        finding: null,
        late: false,
      })),
    )
    const text = await published(id)
    expect(text).toContain('Course 11')
    const inFolder = join(allowed, await nameOf(id), 'drop', 'here', FILE)
    expect(await readFile(inFolder, 'utf8')).toBe(text)
    expect((await stat(inFolder)).mode & 0o027).toBe(0)
    expect(await readFile(join(server.folder, FILE), 'utf8')).toBe(text)
    expect([...s3.objects].map(([key, bytes]) => [key, bytes.toString()])).toEqual([[`in/${FILE}`, text]])
    expect(await states(id)).toEqual(['bucket delivered 1', 'partner delivered 1', 'share delivered 1'])
    expect(await deliver(at, id, { deliveryFolder: allowed, everything: true })).toEqual([])
  })

  test('is published all the same where it cannot be delivered, and waits longer each time', async () => {
    const id = await organisation(toFolder())
    await publish(at, id, NIGHT)
    const [first] = await deliver(at, id)
    expect(first).toMatchObject({ what: 'waiting', attempts: 1, finding: { code: 'RB-7410' } })
    expect(await published(id)).toContain('Course 11')
    expect(await deliver(at, id)).toEqual([])
    at.at(first!.nextAttemptAt!.toISOString())
    expect(await deliver(at, id)).toMatchObject([{ what: 'waiting', attempts: 2 }])
    expect(await deliver(at, id, { deliveryFolder: allowed, everything: true })).toMatchObject([
      { what: 'delivered', attempts: 3 },
    ])
  })

  test('does not wait for another destination that fails', async () => {
    const id = await organisation(toS3(s3), toFolder())
    await publish(at, id, NIGHT)
    expect(await deliver(at, id, { deliveryFolder: allowed })).toMatchObject([
      { destination: 'bucket', finding: { code: 'RB-7403' } },
      { destination: 'share', what: 'delivered' },
    ])
  })

  test('does not go out in place of a newer one of its name: that one goes instead', async () => {
    const id = await organisation(toFolder())
    await publish(at, id, NIGHT)
    await completed(at, [1, 12, '2026-03-25T11:00:00Z'])
    await publish(at, id, '2026-03-26T03:30:00Z', { force: true })
    expect(await deliver(at, id, { deliveryFolder: allowed })).toHaveLength(1)
    const delivered = await readFile(join(allowed, await nameOf(id), 'drop', 'here', FILE), 'utf8')
    expect(delivered).toBe(await published(id))
    expect(delivered).toContain('Course 12')
  })

  test('of another organisation is neither seen nor sent', async () => {
    const id = await organisation(toFolder())
    const other = await organisation(toFolder())
    await publish(at, id, NIGHT)
    expect(await states(other)).toEqual([])
    expect(await deliver(at, other, { deliveryFolder: allowed, everything: true })).toEqual([])
    await deliver(at, id, { deliveryFolder: allowed })
    expect(await readdir(allowed)).toEqual([await nameOf(id)])
  })

  test('is delivered again after it was issued again, but only where it is gone or another', async () => {
    const id = await organisation(toS3(s3))
    await giveSecret(at, id, 'bucket', KEY.secret)
    await publish(at, id, NIGHT)
    await deliver(at, id)
    const { of, files } = await findIssued(at.hub, id, EXPORT, { sequence: 1 })
    await reissueFiles(at.hub, of, files)
    expect(await deliver(at, id)).toMatchObject([{ what: 'found' }])
    s3.objects.clear()
    await reissueFiles(at.hub, of, files)
    expect(await deliver(at, id)).toMatchObject([{ what: 'delivered', late: false }])
    const [[key, bytes]] = [...s3.objects] as [[string, Buffer]]
    s3.objects.set(key, Buffer.alloc(bytes.length, 'x'))
    await reissueFiles(at.hub, of, files)
    expect(await deliver(at, id)).toMatchObject([{ what: 'delivered' }])
    expect(s3.objects.get(key)!.toString()).toBe(await published(id))
    expect(puts()).toBe(3)
  })

  test('whose kept copy is damaged does not keep the next one back', async () => {
    const id = await organisation(toFolder())
    await publish(at, id, NIGHT)
    const copies = join(folder.path, 'issued', String(id))
    for (const name of await readdir(copies)) await writeFile(join(copies, name), 'damaged')
    await publish(at, id, '2026-03-27T02:30:00Z')
    expect(await deliver(at, id, { deliveryFolder: allowed })).toMatchObject([
      { what: 'waiting', finding: { code: 'RB-7115' } },
      { what: 'delivered', file: 'Completion20260327.csv' },
    ])
  })
})

describe('the deadline', () => {
  test('is five o’clock of the file’s date in the zone of the export; late is still delivered, and marked', async () => {
    const zoned = { deliverTo: [toFolder()], timeZone: 'America/New_York' }
    const id = await client(at, 'A', 'completion', zoned)
    await publish(at, id, '2026-03-26T06:30:00Z')
    at.at('2026-03-26T09:00:00Z')
    expect(await deliver(at, id)).toMatchObject([{ what: 'waiting', late: false }])
    at.at('2026-03-26T09:00:01Z')
    const late = await deliver(at, id, { deliveryFolder: allowed, everything: true })
    expect(late).toMatchObject([{ what: 'delivered', late: true, finding: { code: 'RB-7415' } }])
    expect(late[0]!.finding!.message).toContain('2026-03-26T09:00:00.000Z')
    expect(await states(id)).toEqual(['share delivered 2 late'])
  })

  test('is kept when all is well ten minutes before, however seldom it was tried by then', async () => {
    const id = await organisation(toFolder())
    await publish(at, id, NIGHT)
    for (let minutes = 0; minutes <= 130; minutes += 10) {
      at.at(new Date(Date.parse(NIGHT) + minutes * 60_000).toISOString())
      for (const { what } of await deliver(at, id)) expect(what).toBe('waiting')
    }
    at.at('2026-03-26T04:50:00Z')
    expect(await deliver(at, id, { deliveryFolder: allowed })).toMatchObject([
      { what: 'delivered', late: false, finding: null },
    ])
  })

  test('may be another, and a history has none', async () => {
    const id = await client(at, 'A', 'completion', {
      deliverTo: [toFolder()],
      timeZone: 'UTC',
      deliverBy: '03:00',
    })
    await publish(at, id, NIGHT, { history: true })
    await publish(at, id, NIGHT)
    at.at('2026-03-26T03:00:01Z')
    expect(await deliver(at, id, { deliveryFolder: allowed })).toMatchObject([
      { file: 'Completion-history-20260326.csv', late: false },
      { file: FILE, late: true },
    ])
  })

  test('once missed is on record also while the file still waits, which is given up after three days', async () => {
    const id = await organisation(toFolder())
    await publish(at, id, NIGHT)
    at.at('2026-03-26T05:30:00Z')
    await deliver(at, id)
    expect(await states(id)).toEqual(['share waiting 1 late'])
    at.at('2026-03-29T02:31:00Z')
    expect(await deliver(at, id)).toMatchObject([{ what: 'failed', finding: { code: 'RB-7416' } }])
    expect(await deliver(at, id, { deliveryFolder: allowed })).toEqual([])
    expect(await deliver(at, id, { deliveryFolder: allowed, everything: true })).toMatchObject([
      { what: 'delivered', late: true },
    ])
  })
})

describe('a server', () => {
  test('with another host key is sent nothing, until the key is mended', async () => {
    const wrong = `SHA256:${'a'.repeat(43)}`
    const id = await organisation(toSftp(server, { hostKey: wrong }))
    await giveSecret(at, id, 'partner', server.privateKey)
    await publish(at, id, NIGHT)
    expect(await deliver(at, id)).toMatchObject([{ what: 'waiting', finding: { code: 'RB-7406' } }])
    expect(await readdir(server.folder)).toEqual([])
    await change(id, toSftp(server))
    expect(await deliver(at, id, { everything: true })).toMatchObject([{ what: 'delivered', attempts: 2 }])
  })

  test('that cuts the connection in the middle gets the file whole at the next attempt', async () => {
    const id = await client(at, 'B', 'completion', { deliverTo: [toSftp(server)], timeZone: 'UTC' })
    await giveSecret(at, id, 'partner', server.privateKey)
    await publish(at, id, NIGHT)
    server.cutAfter(30_000)
    expect(await deliver(at, id)).toMatchObject([{ what: 'waiting' }])
    expect(await readdir(server.folder)).toEqual([expect.stringMatching(/^\.Completion.*\.rollbook$/)])
    server.cutAfter(null)
    expect(await deliver(at, id, { everything: true })).toMatchObject([{ what: 'delivered' }])
    expect(await readdir(server.folder)).toEqual([FILE])
  })

  test('is asked once for all its files when it does not let us in', async () => {
    const id = await organisation(toSftp(server))
    await giveSecret(at, id, 'partner', 'wrong horse')
    await publish(at, id, NIGHT)
    await publish(at, id, '2026-03-27T02:30:00Z')
    const before = server.connections
    const attempts = await deliver(at, id)
    expect(attempts).toMatchObject([{ file: FILE, what: 'waiting', finding: { code: 'RB-7407' } }])
    expect(server.connections - before).toBe(1)
    expect(JSON.stringify(attempts)).not.toContain('wrong horse')
    expect(await deliver(at, id)).toEqual([])
  })
})

describe('a bucket', () => {
  test('that may only be written is sent the file again when nobody knows whether it is there', async () => {
    const id = await organisation(toS3(s3))
    await giveSecret(at, id, 'bucket', KEY.secret)
    await publish(at, id, NIGHT)
    s3.writeOnly = true
    // The sixth transaction remembers the delivery.
    await crashed(id, 6, false)
    expect(puts()).toBe(1)
    expect(await deliver(at, id)).toMatchObject([{ what: 'delivered' }])
    expect(puts()).toBe(2)
  })
})

async function crashed(id: number, nth: number, after: boolean): Promise<boolean> {
  const dying = crashingStore(store, nth, after)
  await deliver(at, id, { store: dying, deliveryFolder: allowed }).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error
  })
  await forgetWorkers(at)
  return dying.crashed
}

/** As if the file had been published just now, and never been sent. */
async function asNew(id: number, there: string): Promise<void> {
  await store.asOrganisation(id, ({ db }) =>
    sql`update export_delivery set state = 'waiting', attempts = 0, size = null, sha256 = null, delivered_at = null,
      next_attempt_at = since`.execute(db),
  )
  s3.objects.clear()
  s3.requests.length = 0
  await rm(join(there, FILE), { force: true })
}

describe('a process that ends at any of its transactions, before or after it', () => {
  test.each(['bucket', 'partner', 'share'])('sends a file to %s once, and loses none', async (name) => {
    const kinds = { bucket: toS3(s3), partner: toSftp(server), share: toFolder() }
    const id = await organisation(kinds[name as keyof typeof kinds])
    if (name !== 'share') await giveSecret(at, id, name, name === 'bucket' ? KEY.secret : server.privateKey)
    await publish(at, id, NIGHT)
    const text = await published(id)
    const there = name === 'partner' ? server.folder : join(allowed, await nameOf(id), 'drop', 'here')
    let crashes = 0
    for (let nth = 1, done = false; !done; nth++) {
      for (const after of [false, true]) {
        await asNew(id, there)
        done = !(await crashed(id, nth, after))
        if (!done) crashes++
        await deliver(at, id, { deliveryFolder: allowed, everything: true })
        expect((await states(id)).map((state) => state.split(' ')[1])).toEqual(['delivered'])
        if (name === 'bucket') {
          expect(puts()).toBe(1)
          expect(s3.objects.get(`in/${FILE}`)!.toString()).toBe(text)
        } else {
          expect(await readdir(there)).toEqual([FILE])
          expect(await readFile(join(there, FILE), 'utf8')).toBe(text)
        }
      }
    }
    expect(crashes).toBeGreaterThanOrEqual(12)
  })
})

describe('two workers', () => {
  test('at the same time send a file once', async () => {
    const id = await organisation(toS3(s3))
    await giveSecret(at, id, 'bucket', KEY.secret)
    await publish(at, id, NIGHT)
    const both = await Promise.all([deliver(at, id), deliver(at, id)])
    expect(both.flat()).toHaveLength(1)
    expect(puts()).toBe(1)
  })

  test('of which one was taken for ended put nothing in place but what the other sends', async () => {
    const id = await organisation(toFolder())
    await publish(at, id, NIGHT)
    const work = { organisationId: id, exportId: await exportId(id), destination: 'share', worker: 'first' }
    const claims = { here: [], alone: true, now: at.hub.now() }
    const [claimed] = await store.asOrganisation(id, (tx) =>
      claimDue(tx, work, 'share', { worker: 'first', ...claims }),
    )
    await store.asOrganisation(id, (tx) => claimDue(tx, work, 'share', { worker: 'second', ...claims }))
    const written = { size: 1, sha256: 'f'.repeat(64) }
    const intent = store.asOrganisation(id, (tx) => noteIntent(tx, work, claimed!, written))
    expect((await refused(intent)).code).toBe('RB-7419')
    await store.asOrganisation(id, (tx) => noteDelivered(tx, work, claimed!, new Date(), null))
    expect(await states(id)).toEqual(['share waiting 0'])
  })

  test('of which one stops between two files leave the rest to the other', async () => {
    const id = await organisation(toFolder())
    await publish(at, id, NIGHT)
    await publish(at, id, '2026-03-27T02:30:00Z')
    for await (const { file } of deliverDue({ ...at.hub, deliveryFolder: allowed }, id)) {
      expect(file).toBe(FILE)
      break
    }
    expect(await deliver(at, id, { deliveryFolder: allowed })).toMatchObject([
      { file: 'Completion20260327.csv' },
    ])
  })
})

describe('a secret', () => {
  test('is sealed, and is not used for an address that it was not given for', async () => {
    const id = await organisation(toSftp(server))
    await giveSecret(at, id, 'partner', 'correct horse')
    const { rows } = await store.asOrganisation(id, ({ db }) => sql`select * from export_secret`.execute(db))
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('correct horse')
    await publish(at, id, NIGHT)
    const before = server.connections
    await change(id, toSftp(server, { user: 'another' }))
    expect(await deliver(at, id)).toMatchObject([{ finding: { code: 'RB-7403' } }])
    expect(server.connections).toBe(before)
  })
})

describe('destinations', () => {
  test('that an export no longer has are given up', async () => {
    const id = await organisation(toFolder(), toFolder({ name: 'second', path: 'second' }))
    await publish(at, id, NIGHT)
    await change(id, toFolder())
    await deliver(at, id, { deliveryFolder: allowed })
    expect(await states(id)).toEqual(['second failed 0', 'share delivered 1'])
  })

  test('that there are not have no secret', async () => {
    const id = await organisation(toFolder())
    const finding = await refused(giveSecret(at, id, 'none', 'x'))
    expect(finding).toMatchObject({ code: 'RB-7402', message: expect.stringContaining('share') })
  })

  test('of one name are refused', async () => {
    expect((await refused(organisation(toFolder(), toFolder()))).code).toBe('RB-7401')
  })

  test.for([
    { about: 'a path that leads elsewhere', wrong: toFolder({ path: '../others' }), code: 'RB-7202' },
    { about: 'a kind that there is not', wrong: { kind: 'ftp', name: 'x' }, code: 'RB-8003' },
    {
      about: 'a password among the settings',
      wrong: toFolder({ password: 'correct horse' }),
      code: 'RB-8001',
    },
    { about: 'a time that there is not', wrong: toFolder({ name: 'a b' }), code: 'RB-8003' },
  ])('with $about are refused', async ({ wrong, code }) => {
    const finding = await refused(organisation(wrong))
    expect(finding.code).toBe(code)
    expect(finding.message).not.toContain('correct horse')
  })

  test('without a host key, in clear to another machine, or of a fingerprint that is broken, are refused', async () => {
    const wrong = [
      toSftp(server, { hostKey: undefined }),
      toSftp(server, { hostKey: 'MD5:00:11' }),
      toS3(s3, { endpoint: 'http://s3.example.org' }),
      toS3(s3, { endpoint: 'https://user:pw@s3.example.org' }),
    ]
    for (const one of wrong) expect((await refused(organisation(one))).code).toBe('RB-8003')
  })
})
