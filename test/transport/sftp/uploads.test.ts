import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type S3StandIn, s3StandIn } from '../s3/stand-in.ts'
import type { SftpPlace, TestAccount } from './place.ts'
import { sftpPlace } from './place.ts'
import { type Answer, ask, PUT, type RawClient, READ, RESUME, rawClient } from './raw.ts'

let place: SftpPlace
let s3: S3StandIn

describe.each(['folder', 'bucket'])('an upload, where whole files lie in a %s,', (kind) => {
  beforeAll(async () => {
    s3 = await s3StandIn()
    place = await sftpPlace({ fileSize: 10_000 }, kind === 'bucket' ? { bucket: s3 } : {})
  })
  afterAll(async () => {
    expect(place.failures).toEqual([])
    await place[Symbol.asyncDispose]()
    await s3[Symbol.asyncDispose]()
  })

  test('is nothing for the hub before its client has closed it', async () => {
    const account = place.account('open')
    await using client = await rawClient(place, account)
    const { text: handle } = await client.ask(ask.open('/inbox/a.csv', PUT))
    await client.ask(ask.write(handle, 0, Buffer.from('half')))
    expect(await place.ownNames(account, 'inbox')).toEqual([])
    expect(place.arrivals).not.toContain('open /inbox/a.csv')
    expect((await client.ask(ask.close(handle))).status).toBe(0)
    expect(await place.own(account, 'inbox/a.csv')).toBe('half')
    expect(place.arrivals).toContain('open /inbox/a.csv')
  })

  test('that is broken off is kept aside, shown to its sender, reported, and can be resumed', async () => {
    const account = place.account('broken')
    {
      await using client = await rawClient(place, account)
      const { text: handle } = await client.ask(ask.open('/inbox/a.csv', PUT))
      await client.ask(ask.write(handle, 0, Buffer.from('first ')))
    }
    await vi.waitFor(() => expect(noted(account)).toContain('brokenOff /inbox/a.csv 6'))
    expect(await place.ownNames(account, 'inbox')).toEqual([])
    expect(await place.own(account, 'partial/inbox/a.csv')).toBe('first ')

    await using again = await rawClient(place, account)
    expect((await again.ask(ask.stat('/inbox/a.csv'))).packet.readBigUInt64BE(9)).toBe(6n)
    expect((await again.ask(ask.rename('/inbox/a.csv', '/inbox/b.csv'))).message).toContain('RB-7333')
    const { text: handle } = await again.ask(ask.open('/inbox/a.csv', RESUME))
    await again.ask(ask.write(handle, 6, Buffer.from('second')))
    await again.ask(ask.close(handle))
    expect(await place.own(account, 'inbox/a.csv')).toBe('first second')
    expect(await place.ownNames(account, 'partial/inbox')).toEqual([])
  })

  test('of a name that has arrived before takes its place, and the earlier one is in the archive', async () => {
    const account = place.account('twice')
    await using client = await rawClient(place, account)
    await put(client, '/inbox/a.csv', 'one')
    await put(client, '/inbox/a.csv', 'two')
    expect(await place.own(account, 'inbox/a.csv')).toBe('two')
    const [kept] = await place.ownNames(account, 'archive')
    expect(kept).toMatch(/^\d{8}T\d{9}Z-a\.csv$/)
    expect(await place.own(account, `archive/${kept}`)).toBe('one')
    const { text: handle } = await client.ask(ask.open(`/archive/${kept}`, READ))
    expect((await client.ask(ask.read(handle, 0, 100))).packet.subarray(9).toString()).toBe('one')
  })

  test('of a name that arrives again and again within a moment is there as often', async () => {
    const account = place.account('often')
    await using client = await rawClient(place, account)
    for (const content of ['one', 'two', 'three', 'four']) await put(client, '/inbox/a.csv', content)
    const kept = (await place.ownNames(account, 'archive')).map((name) =>
      place.own(account, `archive/${name}`),
    )
    expect(await Promise.all(kept)).toEqual(['one', 'two', 'three'])
  })

  test('that is on its way into its place is not mixed with the next of its name', async () => {
    const account = place.account('hasty')
    await using first = await rawClient(place, account)
    await using second = await rawClient(place, account)
    const { text: one } = await first.ask(ask.open('/inbox/a.csv', PUT))
    await first.ask(ask.write(one, 0, Buffer.from('one')))
    // The bucket lets it wait.
    s3.troubles.push(503, 503)
    const closed = first.ask(ask.close(one))
    const { text: two } = await second.ask(ask.open('/inbox/a.csv', PUT))
    await second.ask(ask.write(two, 0, Buffer.from('two and more')))
    expect((await closed).status).toBe(0)
    expect(await place.own(account, 'inbox/a.csv')).toBe('one')
    expect((await second.ask(ask.close(two))).status).toBe(0)
    expect(await place.own(account, 'inbox/a.csv')).toBe('two and more')
    expect(await place.ownNames(account, 'archive')).toHaveLength(1)
  })

  test('that is removed after it arrived stays in the archive', async () => {
    const account = place.account('remover')
    await using client = await rawClient(place, account)
    await put(client, '/inbox/a.csv', 'one')
    expect((await client.ask(ask.remove('/inbox/a.csv'))).status).toBe(0)
    expect(await place.ownNames(account, 'inbox')).toEqual([])
    expect(await place.ownNames(account, 'archive')).toHaveLength(1)
    expect((await client.ask(ask.remove('/inbox/a.csv'))).status).toBe(2)
  })

  test('under a temporary name is no arrival, and is gone when it is removed', async () => {
    const account = place.account('temporary')
    await using client = await rawClient(place, account)
    for (const name of ['a.csv.part', 'a.csv.filepart', 'a.tmp', '.a.csv', 'a.csv~']) {
      await put(client, `/inbox/${name}`, 'x')
      expect((await client.ask(ask.remove(`/inbox/${name}`))).status).toBe(0)
    }
    expect(await place.ownNames(account, 'archive')).toEqual([])
    expect(place.arrivals.filter((arrival) => arrival.startsWith('temporary'))).toEqual([])
  })

  test('is given up when another of its name begins, and the later one counts', async () => {
    const account = place.account('rivals')
    await using first = await rawClient(place, account)
    await using second = await rawClient(place, account)
    const { text: old } = await first.ask(ask.open('/inbox/a.csv', PUT))
    await first.ask(ask.write(old, 0, Buffer.from('old old old')))
    const { text: later } = await second.ask(ask.open('/inbox/a.csv', PUT))
    expect((await first.ask(ask.write(old, 0, Buffer.from('old')))).message).toContain('RB-7335')
    await second.ask(ask.write(later, 0, Buffer.from('new')))
    await second.ask(ask.close(later))
    expect((await first.ask(ask.close(old))).message).toContain('RB-7335')
    expect(await place.own(account, 'inbox/a.csv')).toBe('new')
  })

  test('goes on from a copy when its client appends to what has arrived', async () => {
    const account = place.account('appender')
    await using client = await rawClient(place, account)
    await put(client, '/inbox/a.csv', 'one')
    const { text: handle } = await client.ask(ask.open('/inbox/a.csv', RESUME))
    await client.ask(ask.write(handle, 3, Buffer.from(' two')))
    expect(await place.own(account, 'inbox/a.csv')).toBe('one')
    await client.ask(ask.close(handle))
    expect(await place.own(account, 'inbox/a.csv')).toBe('one two')
    expect(await place.ownNames(account, 'archive')).toHaveLength(1)
  })

  test('is renamed over another only by a client that says so', async () => {
    const account = place.account('over')
    await using client = await rawClient(place, account)
    await put(client, '/inbox/a.csv', 'one')
    await put(client, '/inbox/b.part', 'two')
    expect((await client.ask(ask.rename('/inbox/b.part', '/inbox/a.csv'))).message).toContain('RB-7334')
    expect((await client.ask(ask.posixRename('/inbox/b.part', '/inbox/a.csv'))).status).toBe(0)
    expect(await place.own(account, 'inbox/a.csv')).toBe('two')
    expect((await client.ask(ask.rename('/inbox/a.csv', '/check/a.csv'))).message).toContain('RB-7337')
  })

  test('into check is told as one to look at, and may not be called as answers are', async () => {
    const account = place.account('checker')
    await using client = await rawClient(place, account)
    await put(client, '/check/a.csv', 'one')
    expect(place.arrivals).toContain('checker /check/a.csv')
    expect(noted(account)).toContain('checked /check/a.csv 3')
    expect((await client.ask(ask.open('/check/a.csv.check.json', PUT))).message).toContain('RB-7338')
  })

  test('as overrun of the quota is refused, and room is there again when something is removed', async () => {
    const account = place.account('quota', { quota: 1000 })
    await using client = await rawClient(place, account)
    await put(client, '/check/a.csv', 'x'.repeat(600))
    const { text: handle } = await client.ask(ask.open('/check/b.csv', PUT))
    expect((await client.ask(ask.write(handle, 0, Buffer.alloc(300)))).status).toBe(0)
    expect((await client.ask(ask.write(handle, 300, Buffer.alloc(200)))).message).toContain('RB-7331')
    // A hole in a file is no way around it.
    expect((await client.ask(ask.write(handle, 900_000, Buffer.from('x')))).message).toContain('RB-73')
    await client.ask(ask.remove('/check/a.csv'))
    expect((await client.ask(ask.write(handle, 300, Buffer.alloc(200)))).status).toBe(0)
  })

  test('as overrun of the quota by many small uploads that are never closed is refused too', async () => {
    const account = place.account('never-closed', { quota: 1000 })
    await using client = await rawClient(place, account)
    const answers: Answer[] = []
    for (let index = 0; index < 12; index++) {
      const { text: handle } = await client.ask(ask.open(`/inbox/${index}.csv`, PUT))
      answers.push(await client.ask(ask.write(handle, 0, Buffer.alloc(100))))
    }
    expect(answers.filter(({ status }) => status === 0)).toHaveLength(10)
  })

  test('that never ends is stopped at the largest size of a file', async () => {
    const account = place.account('endless')
    await using client = await rawClient(place, account)
    const { text: handle } = await client.ask(ask.open('/inbox/a.csv', PUT))
    let position = 0
    let answer = await client.ask(ask.write(handle, position, Buffer.alloc(1000)))
    while (answer.status === 0 && position < 100_000) {
      position += 1000
      answer = await client.ask(ask.write(handle, position, Buffer.alloc(1000)))
    }
    expect(answer.message).toContain('RB-7332')
    expect(position).toBe(10_000)
  })
})

async function put(client: RawClient, path: string, content: string): Promise<void> {
  const { text: handle } = await client.ask(ask.open(path, PUT))
  await client.ask(ask.write(handle, 0, Buffer.from(content)))
  expect((await client.ask(ask.close(handle))).status).toBe(0)
}

function noted(account: TestAccount): string[] {
  return place.notes
    .filter((note) => note.account === account)
    .map(({ action, path, size }) => `${action} ${path} ${size}`)
}
