import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EntityKind } from '../../src/domain/entities.ts'
import type { Store } from '../../src/store/store.ts'
import { batches, SETTINGS, tries } from '../support/arbitrary-actions.ts'
import { testStore } from '../support/engines.ts'
import type { Content } from '../support/model-site.ts'
import { contentOf } from '../support/site-content.ts'
import { testSite } from '../support/test-site.ts'
import { carryOut, chunks } from './carry-out.ts'
import { walkBack } from './history-walk.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

describe('the history of the embedded site', () => {
  test('leads back, change by change, to what was there before any run', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches(7, 10),
        SETTINGS,
        fc.integer({ min: 2, max: 9 }),
        async (sequence, settings, most) => {
          const site = await testSite(store)
          const steps: object[] = []
          const look = <T>(work: (tx: Parameters<typeof contentOf>[0]) => Promise<T>) =>
            store.asOrganisation(site.organisationId, work)
          for (const [at, { kind, actions }] of chunks(sequence, most).entries()) {
            steps.push(flat(await look((tx) => contentOf(tx, site.siteId))))
            await carryOut(store, site, kind, actions, { settings, runId: at + 1 })
          }
          for (const [at, before] of steps.entries()) {
            expect(await look((tx) => walkBack(tx, site.siteId, at + 1))).toEqual(before)
          }
        },
      ),
      tries(12),
    )
  })
})

function flat(content: Content): Record<string, object> {
  return Object.fromEntries(
    (Object.keys(content) as EntityKind[]).flatMap((kind) =>
      Object.entries(content[kind]).map(([key, entity]) => [`${kind} ${key}`, entity as object]),
    ),
  )
}
