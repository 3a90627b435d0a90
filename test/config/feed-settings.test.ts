import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addFeed,
  changeFeedSettings,
  type FeedChange,
  listFeeds,
  readFeed,
} from '../../src/config/feed-settings.ts'
import type { Tx } from '../../src/store/store.ts'
import { anotherOrganisation, testHub } from '../inbound/test-hub.ts'
import { refused } from '../support/refused.ts'

let engine: Awaited<ReturnType<typeof testHub>>

beforeAll(async () => {
  engine = await testHub()
})
afterAll(() => engine[Symbol.asyncDispose]())

describe('the settings of a feed', () => {
  test('keep the others when some are changed, and go back to their default', async () => {
    await change({ patch: { createOrUpdate: true, fieldMapping: { user: { username: 'login' } } } })
    await change({ patch: { fieldMapping: { user: { email: 'mail' } }, separator: ';' } })
    expect((await feed()).own).toEqual({
      createOrUpdate: true,
      separator: ';',
      fieldMapping: { user: { username: 'login', email: 'mail' } },
    })
    expect((await feed()).settings).toMatchObject({ createOrUpdate: true, encoding: 'utf-8' })

    await change({ reset: ['fieldMapping.user.username', 'separator'] })
    expect((await feed()).own).toEqual({ createOrUpdate: true, fieldMapping: { user: { email: 'mail' } } })
    await change({ reset: ['fieldMapping', 'createOrUpdate'] })
    expect((await feed()).own).toEqual({})
  })

  test.each<[Partial<FeedChange>, string]>([
    [{ patch: { seperator: ';' } }, 'RB-8002'],
    [{ patch: { separator: '|' } }, 'RB-8003'],
    [{ patch: { fieldMapping: { user: { email: 'city' } } } }, 'RB-8004'],
    [{ reset: ['seperator'] }, 'RB-8002'],
  ])('are refused by their format for %j, and stay', async (wished, code) => {
    const before = await feed()
    expect(await refused(change(wished))).toMatchObject({ code })
    expect(await feed()).toEqual(before)
  })

  test('of a feed that is not there are refused', async () => {
    expect(await refused(change({ patch: {} }, 'none'))).toMatchObject({ code: 'RB-8205' })
  })
})

describe('a new feed', () => {
  test('is listed beside the others', async () => {
    await inOrganisation((tx, id) => addFeed(tx, id, 'hr', { format: 'datahub-csv' }))
    const feeds = await inOrganisation(listFeeds)
    expect(feeds.map(({ name, format, site }) => [name, format, site])).toEqual([
      ['default', 'datahub-csv', 'default'],
      ['hr', 'datahub-csv', 'default'],
    ])
  })

  test('may have settings from the start, which its format reads', async () => {
    const made = { format: 'snapshot-csv', settings: { missingUsers: 'suspend' } }
    await inOrganisation((tx, id) => addFeed(tx, id, 'staff', made))
    expect(await inOrganisation((tx, id) => readFeed(tx, id, 'staff'))).toMatchObject({
      format: 'snapshot-csv',
      own: { missingUsers: 'suspend' },
      settings: { missingUsers: 'suspend', createUsers: true },
    })
    const bad = inOrganisation((tx, id) =>
      addFeed(tx, id, 'bad', { ...made, settings: { createOrUpdate: true } }),
    )
    expect(await refused(bad)).toMatchObject({ code: 'RB-8001', field: 'createOrUpdate' })
    const feeds = await inOrganisation(listFeeds)
    expect(feeds.map(({ name }) => name)).not.toContain('bad')
  })

  test.each<[string, string, string, string]>([
    ['default', 'datahub-csv', 'default', 'RB-8037'],
    ['a/b', 'datahub-csv', 'default', 'RB-8036'],
    ['', 'datahub-csv', 'default', 'RB-8036'],
    ['new', 'data-hub', 'default', 'RB-8005'],
    ['new', 'datahub-csv', 'theirs', 'RB-8032'],
  ])('called %j in the format %s for the site %s is refused by %s', async (name, format, site, code) => {
    const added = inOrganisation((tx, id) => addFeed(tx, id, name, { format, site }))
    expect(await refused(added)).toMatchObject({ code })
  })

  test('of another organisation is not seen', async () => {
    const other = await anotherOrganisation(engine.hub.store, 'other')
    const feeds = await engine.hub.store.asOrganisation(other.organisationId, (tx) =>
      listFeeds(tx, other.organisationId),
    )
    expect(feeds.map(({ name }) => name)).toEqual(['default'])
  })
})

function inOrganisation<T>(work: (tx: Tx, organisationId: number) => Promise<T>): Promise<T> {
  const { hub, defaults } = engine
  return hub.store.asOrganisation(defaults.organisationId, (tx) => work(tx, defaults.organisationId))
}

function change({ patch = {}, reset = [] }: Partial<FeedChange>, name = 'default'): Promise<void> {
  return inOrganisation((tx, id) => changeFeedSettings(tx, id, name, { patch, reset }))
}

function feed() {
  return inOrganisation((tx, id) => readFeed(tx, id, 'default'))
}
