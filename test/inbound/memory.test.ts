import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Action } from '../../src/domain/action.ts'
import type { Store } from '../../src/store/store.ts'
import { type Batch, batches, SETTINGS, tries } from '../support/arbitrary-actions.ts'
import { testStore } from '../support/engines.ts'
import type { Content } from '../support/model-site.ts'
import { contentOf } from '../support/site-content.ts'
import { type TestSite, testSite } from '../support/test-site.ts'
import { carryOut, plainHub, recordsOf, type Said } from './carry-out.ts'
import { holds } from './holds.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

/** Files that come one after the other, through two feeds into one site; most come again later. */
const arrivals = fc
  .tuple(
    batches(6, 6),
    fc.array(fc.tuple(fc.nat(9), fc.constantFrom<0 | 1>(0, 0, 1)), { maxLength: 8, size: 'max' }),
  )
  .map(([files, later]) => [
    ...files.map((file) => ({ file, feed: 0 as const })),
    ...later.map(([which, feed]) => ({ file: files[which % files.length]!, feed })),
  ])

/**
 * The truth that the memory is held to: at the end of every chunk, each record that was accepted, and that no later
 * record of the chunk followed with a change, holds on the site (`holds.ts`). So a record that was passed over as
 * "applied before" holds as well as one that was carried out.
 */
describe('records that are passed over because they were applied before', () => {
  test('hold on the site, whatever happened since through whatever feed', async () => {
    await fc.assert(
      fc.asyncProperty(
        arrivals,
        SETTINGS,
        fc.integer({ min: 1, max: 5 }),
        async (files, settings, chunkRecords) => {
          const site = await testSite(store)
          for (const { file, feed } of files) {
            const afterChunk = async (actions: readonly Action[], said: readonly Said[]) => {
              const content = await look(site)
              for (let at = actions.length - 1; at >= 0; at--) {
                const { outcome, code } = said[at]!
                if (outcome !== 'rejected' && !holds(actions[at]!, content)) {
                  throw new Error(
                    `${JSON.stringify(actions[at])} was ${outcome} (RB-${code}) and does not hold`,
                  )
                }
                if (outcome !== 'rejected' && outcome !== 'unchanged') break
              }
            }
            await carryOut(plainHub(store), site, [file], { settings, feed, chunkRecords, afterChunk })
          }
        },
      ),
      tries(25),
    )
  })
})

describe('a file that is sent twice in a row', () => {
  test('changes nothing the second time, and no record that was accepted is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches(6, 6),
        SETTINGS,
        fc.integer({ min: 1, max: 5 }),
        async (files, settings, chunkRecords) => {
          const site = await testSite(store)
          for (const file of files) {
            const how = { settings, chunkRecords }
            const first = (await carryOut(plainHub(store), site, [file], how)).said[0]!
            const content = await look(site)
            if (contradictsItself(file, first, content)) continue
            const second = (await carryOut(plainHub(store), site, [file], how)).said[0]!
            for (const [at, { outcome }] of first.entries()) {
              // What was refused may be possible by now: a later record of the file cleared the way.
              if (outcome === 'rejected' && second[at]!.outcome !== 'rejected') return
            }
            expect(second.map(({ outcome }) => outcome)).toEqual(
              first.map(({ outcome }) => (outcome === 'rejected' ? 'rejected' : 'unchanged')),
            )
            expect(await look(site)).toEqual(content)
          }
        },
      ),
      tries(25),
    )
  })
})

/**
 * Two accepted records that cannot both be true at the end; or two different ones of the same key, of which only the
 * last is remembered: a create before an update of the same person is then a create of somebody who is there.
 */
function contradictsItself({ actions }: Batch, said: readonly Said[], content: Content): boolean {
  const accepted = actions.filter((_, at) => said[at]!.outcome !== 'rejected')
  if (!accepted.every((action) => holds(action, content))) return true
  const texts = new Map<string | null, string>()
  for (const { key, text } of recordsOf(accepted)) {
    if (texts.has(key) && texts.get(key) !== text) return true
    texts.set(key, text)
  }
  return false
}

function look(site: TestSite): Promise<Content> {
  return store.asOrganisation(site.organisationId, (tx) => contentOf(tx, site.siteId))
}
