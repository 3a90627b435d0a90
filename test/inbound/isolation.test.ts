import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tx } from '../../src/store/store.ts'
import { brokenLinks, unbalancedFiles } from './accounts.ts'
import { roundFiles } from './rounds.ts'
import { outcomes, resultOf } from './run-result.ts'
import { type Dump, runDump, siteDump } from './site-dump.ts'
import { anotherOrganisation, importFiles, type TestHub, testHub } from './test-hub.ts'

const MAILS = { newUserEmail: { enabled: true, subject: 'Welcome', template: '<p>Dear %%fullname%%</p>' } }
const SETTINGS = { createGroupsAndGroupings: true, ...MAILS }

/** What is deleted here is meant to be. */
const NO_LIMITS = { deletions: { percent: null }, unenrolments: { percent: null } }

let home: TestHub & AsyncDisposable
let north: TestHub
let south: TestHub

beforeAll(async () => {
  home = await testHub()
  const { store } = home.hub
  north = { hub: home.hub, defaults: await anotherOrganisation(store, 'north') }
  south = { hub: home.hub, defaults: await anotherOrganisation(store, 'south') }
})

afterAll(() => home[Symbol.asyncDispose]())

describe('two organisations with files of the same names, users, courses and groups', () => {
  test('get the same site each, and neither changes when the other imports', async () => {
    await importFiles(north, roundFiles(1), SETTINGS)
    const afterOne = await seenBy(north)
    const runId = await importFiles(south, roundFiles(1), SETTINGS)
    expect(await seenBy(north)).toEqual(afterOne)
    expect(withoutNumbers(await seenBy(south), south)).toEqual(withoutNumbers(afterOne, north))
    expect(new Set(outcomes(await resultOf(south, runId)))).toEqual(
      new Set(['created', 'enrolled', 'rejected']),
    )

    for (const own of [north, south]) await importFiles(own, roundFiles(2), SETTINGS)
    const northern = await seenBy(north)
    const ending = roundFiles(1).map(({ name, content }) => ({
      name,
      content: content.replaceAll('create', 'delete'),
    }))
    await importFiles(south, ending.reverse(), { ...SETTINGS, guard: NO_LIMITS })
    await importFiles(south, roundFiles(1), SETTINGS)
    expect(await seenBy(north)).toEqual(northern)
    expect(await home.hub.store.asHouse(brokenLinks)).toEqual([])
    expect(await home.hub.store.asHouse(unbalancedFiles)).toEqual([])
  })

  test('plan without seeing each other', async () => {
    const before = await seenBy(north)
    for (const own of [north, south]) await importFiles(own, roundFiles(3), SETTINGS, 'plan')
    const site = ({ site_user, site_enrolment, history }: Dump) => ({ site_user, site_enrolment, history })
    expect(site(await seenBy(north))).toEqual(site(before))
  })

  test('import at the same time, and end as after each other', async () => {
    const { store } = home.hub
    const make = async (name: string) => ({ hub: home.hub, defaults: await anotherOrganisation(store, name) })
    const both = [await make('east'), await make('west')]
    await Promise.all(both.map((own) => importFiles(own, roundFiles(1), SETTINGS)))
    await Promise.all(both.map((own) => importFiles(own, roundFiles(2), SETTINGS)))
    const alone = await make('alone')
    await importFiles(alone, roundFiles(1), SETTINGS)
    await importFiles(alone, roundFiles(2), SETTINGS)
    const expected = withoutNumbers(await seenBy(alone), alone)
    for (const own of both) expect(withoutNumbers(await seenBy(own), own)).toEqual(expected)
  })
})

function as<T>({ hub, defaults }: TestHub, work: (tx: Tx) => Promise<T>): Promise<T> {
  return hub.store.asOrganisation(defaults.organisationId, work)
}

function seenBy(own: TestHub): Promise<Dump> {
  return as(own, async (tx) => ({ ...(await siteDump(tx)), ...(await runDump(tx)) }))
}

/** A dump without the numbers of organisation, site and feed, by which alike organisations differ. */
function withoutNumbers(dump: Dump, { defaults }: TestHub): Dump {
  const numbers: Record<string, number> = {
    organisation_id: defaults.organisationId,
    site_id: defaults.siteId,
    feed_id: defaults.feedId,
  }
  return Object.fromEntries(
    Object.entries(dump).map(([table, rows]) => {
      const alike = rows.map((text) => {
        const row = JSON.parse(text) as Record<string, unknown>
        for (const [column, number] of Object.entries(numbers)) {
          if (!(column in row)) continue
          expect(row[column], `${column} in ${table}`).toBe(number)
          delete row[column]
        }
        if (table === 'site') delete row['id']
        return JSON.stringify(row)
      })
      return [table, alike.sort()]
    }),
  )
}
