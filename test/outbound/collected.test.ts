import { afterAll, beforeAll, expect, test } from 'vitest'
import { addAccount, findAccount } from '../../src/access/accounts/account.ts'
import { sftpAudit } from '../../src/access/accounts/audit.ts'
import { ensureDefaults } from '../../src/config/first-setup.ts'
import { collectedFiles } from '../../src/outbound/collected.ts'
import type { OutboundHub } from '../../src/outbound/hub.ts'
import type { Store } from '../../src/store/store.ts'
import { testStore } from '../support/engines.ts'

const PUBLISHED = Date.UTC(2026, 2, 30, 2)

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

test('a file counts as collected by whoever got it whole after it was published, in whichever part of the outbox', async () => {
  const { organisationId, siteId } = await ensureDefaults(store)
  await publish(organisationId, siteId, ['SCORM20260330.csv', 'SCORM20260331.csv', 'SCORM20260401.csv'])
  for (const [login, outboundFolder] of [
    ['all', ''],
    ['north', 'north'],
  ] as const) {
    await addAccount(
      store,
      organisationId,
      {
        ...{ login, outboundFolder, keys: [], passwordHash: 'hash', allowedAddresses: [], expiresAt: null },
        ...{ legacyAlgorithms: false, quota: 1e9, filesInHome: true },
      },
      PUBLISHED,
    )
  }
  const audit = sftpAudit(store, (error) => expect(error).toBeNull())
  const got = async (login: string, name: string, at: number, end = 100) =>
    audit.note({
      ...{ account: (await findAccount(store, login))!, session: 's', address: '192.0.2.1', at },
      ...{ action: 'sent', path: `/outbox/north/${name}`, size: 100, range: [0, end], modifiedAt: PUBLISHED },
    })
  await got('north', 'SCORM20260330.csv', PUBLISHED + 2000)
  await got('all', 'SCORM20260330.csv', PUBLISHED + 1000)
  // An earlier file of the name, and one that was not got to its end.
  await got('north', 'SCORM20260331.csv', PUBLISHED - 1)
  await got('north', 'SCORM20260401.csv', PUBLISHED + 1000, 99)
  await audit.flush()

  // Of the files, only their place and what the record says of them is asked for here.
  const hub = { store } as OutboundHub
  expect(await collectedFiles(hub, organisationId, 'daily')).toMatchObject([
    { name: 'SCORM20260330.csv', login: 'all', times: 2, collectedAt: new Date(PUBLISHED + 1000) },
    { name: 'SCORM20260331.csv', login: null, times: 0, collectedAt: null },
    { name: 'SCORM20260401.csv', login: null, times: 0, collectedAt: null },
  ])
})

async function publish(organisationId: number, siteId: number, names: readonly string[]): Promise<void> {
  await store.asOrganisation(organisationId, async ({ db }) => {
    const { id } = await db
      .insertInto('export')
      .values({
        ...{ organisation_id: organisationId, site_id: siteId, name: 'daily' },
        ...{ dataset: 'scorm', layout: 'completion', settings: '{}' },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const at = new Date(PUBLISHED)
    await db
      .insertInto('export_file')
      .values(
        names.map((name, index) => ({
          ...{ organisation_id: organisationId, export_id: id, run_id: 1, state: 'published', kind: 'daily' },
          ...{ file_date: '2026-03-30', folder: 'north', name, window_from: at, window_to: at },
          ...{ size: 100, sequence: index + 1, published_at: at, rows: 1, sha256: '0' },
        })),
      )
      .execute()
  })
}
