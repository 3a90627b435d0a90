import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RECORD_KINDS } from '../../src/domain/action.ts'
import { codeNumber } from '../../src/inbound/log.ts'
import type { Store } from '../../src/store/store.ts'
import { batches, SETTINGS, tries } from '../support/arbitrary-actions.ts'
import { testStore } from '../support/engines.ts'
import { contentOf } from '../support/site-content.ts'
import { type TestSite, testSite } from '../support/test-site.ts'
import { arrivals } from './arrivals.ts'
import { carryOut, plainHub } from './carry-out.ts'
import { ModelPlace } from './model-place.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

/**
 * What is remembered is held to the truth in `plan-chunk.test.ts`, on a model of site and memory, by thousands of tries.
 * Here the real ones are held to the model.
 */
describe('the memory and the site in the database', () => {
  test('answer, change and remember as their models do, file after file, feed after feed', async () => {
    const chunkRecords = fc.integer({ min: 1, max: 6 })
    await fc.assert(
      fc.asyncProperty(arrivals(6, 5), SETTINGS, chunkRecords, async (files, settings, chunkRecords) => {
        const site = await testSite(store)
        const hub = plainHub(store)
        const model = new ModelPlace(hub.hashRecord)
        for (const { file, feed } of files) {
          const how = { settings, feed, chunkRecords }
          const expected = (await model.take(file, how)).map(({ outcome, did, finding }) => ({
            outcome,
            did,
            code: finding === undefined ? 0 : codeNumber(finding),
          }))
          expect(await carryOut(hub, site, [file], how)).toEqual([expected])
        }
        expect(await look(site)).toEqual({ content: model.site.content(), memory: model.memory.all() })
      }),
      tries(12),
    )
  }, 60_000)

  test('do so too when one run fills an empty site', async () => {
    const chunkRecords = fc.integer({ min: 1, max: 6 })
    await fc.assert(
      fc.asyncProperty(batches(5, 8), SETTINGS, chunkRecords, async (files, settings, chunkRecords) => {
        const site = await testSite(store)
        const hub = plainHub(store)
        const model = new ModelPlace(hub.hashRecord)
        for (const file of files) await model.take(file, { settings, chunkRecords })
        await carryOut(hub, site, files, { settings, chunkRecords })
        expect(await look(site)).toEqual({ content: model.site.content(), memory: model.memory.all() })
      }),
      tries(12),
    )
  }, 60_000)
})

function look(site: TestSite): Promise<object> {
  return store.asOrganisation(site.organisationId, async (tx) => {
    const { rows } = await sql<{ kind: number; key: string; feed_id: number; hash: string; stale: boolean }>`
      select kind, key, feed_id, encode(hash, 'hex') as hash, stale from memory where site_id = ${site.siteId}`.execute(
      tx.db,
    )
    const memory = rows.map(({ kind, feed_id, ...row }) => ({
      kind: RECORD_KINDS[kind]!,
      feed: site.feedIds.indexOf(feed_id),
      ...row,
    }))
    const place = ({ kind, key, feed }: (typeof memory)[number]) => JSON.stringify([kind, key, feed])
    memory.sort((a, b) => (place(a) < place(b) ? -1 : 1))
    return { content: await contentOf(tx, site.siteId), memory }
  })
}
