import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Operation } from '../../src/domain/operation.ts'
import type { Store } from '../../src/store/store.ts'
import { batches, MAILS, SETTINGS, tries } from '../support/arbitrary-actions.ts'
import { testStore } from '../support/engines.ts'
import { ModelSite } from '../support/model-site.ts'
import { contentOf } from '../support/site-content.ts'
import { testSite } from '../support/test-site.ts'
import { carryOut, carryOutOnModel, chunks } from './carry-out.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

describe('the embedded site, under any records in chunks of any size', () => {
  test('plans as if it were loaded whole, and holds what the operations say', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches(8, 9),
        SETTINGS,
        fc.integer({ min: 1, max: 9 }),
        async (sequence, settings, most) => {
          const all = { ...settings, ...MAILS }
          const site = await testSite(store)
          const model = new ModelSite()
          for (const { kind, actions } of chunks(sequence, most)) {
            const expected = carryOutOnModel(model, kind, actions, all)
            const { outcomes, operations, mails } = await carryOut(store, site, kind, actions, {
              settings: all,
            })
            expect(outcomes).toEqual(expected.outcomes)
            expect(mails).toEqual(expected.mails)
            expect(operations.filter(isAsked)).toEqual(expected.operations.filter(isAsked))
          }
          const content = await store.asOrganisation(site.organisationId, (tx) => contentOf(tx, site.siteId))
          expect(content).toEqual(model.content())
        },
      ),
      tries(25),
    )
  })
})

/** Memberships that end with an enrolment have operations only where the chunk names the group. */
function isAsked({ kind, after }: Operation): boolean {
  return kind !== 'groupMember' || after !== null
}
