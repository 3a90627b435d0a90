import { afterAll, beforeAll, expect, test } from 'vitest'
import { setProfileFields } from '../../../src/config/profile-fields.ts'
import { changeSiteFacts } from '../../../src/config/site-settings.ts'
import type { UserAction } from '../../../src/domain/action.ts'
import { applyPlan } from '../../../src/inbound/apply-plan.ts'
import type { Tx } from '../../../src/store/store.ts'
import type { Batch } from '../../support/arbitrary-actions.ts'
import { testSite } from '../../support/test-site.ts'
import { carryOut } from '../carry-out.ts'
import { outcomes, resultOf } from '../run-result.ts'
import { anotherOrganisation, importFiles, type Sent, type TestHub, testHub } from '../test-hub.ts'

const PEOPLE = 200

let statements: string[] = []
let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub({ onStatement: (sql) => void statements.push(sql) })
})
afterAll(() => home[Symbol.asyncDispose]())

test('spares a file that is as it was the question to the memory', async () => {
  const place = await placeOf('as-it-was')
  expect(await take(place)).toEqual({ created: PEOPLE, asked: false })
  expect(await take(place)).toEqual({ unchanged: PEOPLE, asked: false })
  expect(await take(place, { 7: 'York' })).toEqual({ unchanged: PEOPLE - 1, updated: 1, asked: true })
  expect(await take(place, { 7: 'York' })).toEqual({ unchanged: PEOPLE, asked: false })
})

test('goes away when a plan is applied', async () => {
  const place = await placeOf('planned')
  await take(place)
  await take(place, { 3: 'Leeds' })
  expect(await take(place, { 3: 'Leeds' })).toEqual({ unchanged: PEOPLE, asked: false })
  const planId = await importFiles(place, [people({ 3: 'Hull' })], {}, 'plan')
  await applyPlan(place.hub, place.defaults.organisationId, planId)
  expect(await take(place, { 3: 'Leeds' })).toEqual({ unchanged: PEOPLE - 1, updated: 1, asked: true })
})

test('goes away with the first change, also of a file that never ends', async () => {
  const site = await testSite(home.hub.store)
  const of = (city: string) => {
    const changed = { ...person(0, city), verb: 'update' }
    return { kind: 'user', actions: [changed, ...range(PEOPLE).map((i) => person(i + 1, 'Leeds'))] } as Batch
  }
  const how = { settings: {}, chunkRecords: 50 }
  await carryOut(home.hub, site, [{ kind: 'user', actions: [person(0, 'Leeds')] }], how)
  await carryOut(home.hub, site, [of('Leeds')], how)
  const between = async () => {
    throw new Error('the power went')
  }
  await expect(carryOut(home.hub, site, [of('York')], { ...how, between })).rejects.toThrow('the power went')
  const [said] = await carryOut(home.hub, site, [of('Leeds')], how)
  expect(said!.map(({ outcome }) => outcome)).toEqual(['updated', ...range(PEOPLE).map(() => 'unchanged')])
})

test.each([
  ['profile fields', (tx: Tx, siteId: number) => setProfileFields(tx, siteId, [])],
  ['the time zone', (tx: Tx, siteId: number) => changeSiteFacts(tx, siteId, { timezone: 'Europe/Rome' })],
])('goes away when %s change', async (name, change) => {
  const place = await placeOf(name)
  await take(place)
  expect(await take(place)).toEqual({ unchanged: PEOPLE, asked: false })
  await place.hub.store.asOrganisation(place.defaults.organisationId, (tx) =>
    change(tx, place.defaults.siteId),
  )
  // They are there already, and nobody knows any more that this feed made them.
  expect(await take(place)).toEqual({ rejected: PEOPLE, asked: true })
})

test('does not hide what another feed changed', async () => {
  const place = await placeOf('two-feeds')
  const other = await anotherFeed(place)
  await take(place)
  await importFiles(other, [
    { name: 'other.csv', content: csv(['update,u5,,,,,Leeds Castle']), kind: 'user' },
  ])
  expect(await take(place)).toEqual({ unchanged: PEOPLE - 1, updated: 1, asked: true })
})

test('is not gone by any longer when somebody else writes to the site in the middle of a file', async () => {
  const site = await testSite(home.hub.store)
  const file = { kind: 'user', actions: range(PEOPLE).map((i) => person(i, 'Leeds')) } as Batch
  const how = { settings: {}, chunkRecords: 50 }
  await carryOut(home.hub, site, [file], how)
  const change = { kind: 'user', actions: [{ ...person(PEOPLE - 1, 'York'), verb: 'update' }] } as Batch
  let isFirst = true
  const between = async () => {
    if (isFirst) await carryOut(home.hub, site, [change], { settings: {}, feed: 1 })
    isFirst = false
  }
  const [said] = await carryOut(home.hub, site, [file], { ...how, between })
  expect(said!.map(({ outcome }) => outcome)).toEqual([
    ...range(PEOPLE - 1).map(() => 'unchanged'),
    'updated',
  ])
})

/** Imports the list, and tells the outcomes and whether the memory was asked about any record. */
async function take(place: TestHub, cities: Record<number, string> = {}) {
  statements = []
  const runId = await importFiles(place, [people(cities)])
  const asked = statements.some((sql) => sql.includes('m.hash is distinct from s.hash'))
  const counts: Record<string, number> = {}
  for (const outcome of outcomes(await resultOf(place, runId))) counts[outcome] = (counts[outcome] ?? 0) + 1
  return { ...counts, asked }
}

function people(cities: Record<number, string> = {}): Sent {
  const rows = range(PEOPLE).map((i) => {
    const city = cities[i] ?? 'Leeds'
    return `${i in cities ? 'update' : 'create'},u${i},Passw0rd!x,F${i},L${i},u${i}@example.org,${city}`
  })
  return { name: 'user.csv', content: csv(rows), kind: 'user' }
}

function person(i: number, city: string): UserAction {
  const fields = { username: `u${i}`, password: 'Passw0rd!x', firstname: `F${i}`, lastname: `L${i}`, city }
  return { kind: 'user', verb: 'create', fields: { ...fields, email: `u${i}@example.org` } } as UserAction
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i)
}

function csv(rows: readonly string[]): string {
  return ['action,username,password,firstname,lastname,email,city', ...rows, ''].join('\n')
}

async function placeOf(name: string): Promise<TestHub> {
  return { hub: home.hub, defaults: await anotherOrganisation(home.hub.store, name) }
}

async function anotherFeed({ hub, defaults }: TestHub): Promise<TestHub> {
  const { id: feedId } = await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db
      .insertInto('feed')
      .values({
        organisation_id: defaults.organisationId,
        name: 'another',
        site_id: defaults.siteId,
        format: 'datahub-csv',
        settings: '{}',
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return { hub, defaults: { ...defaults, feedId } }
}
