import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DatahubAction } from '../../src/domain/action.ts'
import type { Outcome } from '../../src/domain/outcome.ts'
import type { DatahubSettings } from '../../src/formats/datahub-csv/settings.ts'
import { type Batch, batches, SETTINGS } from '../support/arbitrary-actions.ts'
import type { Content } from '../support/model-site.ts'
import { arrivals } from './arrivals.ts'
import { recordsOf } from './carry-out.ts'
import { holds } from './holds.ts'
import { type Imported, ModelPlace } from './model-place.ts'

type Settings = Partial<DatahubSettings>

const RUNS = { numRuns: 600 }
const chunkRecords = fc.integer({ min: 1, max: 6 })
/** An address that several share names nobody any more, also in a record that gave it to the second of them. */
const WITHOUT_TWINS = SETTINGS.map((settings) => ({ ...settings, allowDuplicateEmails: false }))

/**
 * The truth that the memory is held to: after every chunk, each record that was accepted, and that no later record of
 * the chunk followed with a change, holds on the site (`holds.ts`). So a record that was passed over as "applied
 * before" holds as well as one that was carried out.
 */
describe('records that are passed over because they were applied before', () => {
  test('hold on the site, whatever happened since through whatever feed', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals(7, 8), SETTINGS, chunkRecords, async (files, settings, chunkRecords) => {
        const place = new ModelPlace()
        for (const { file, feed } of files) {
          await place.take(file, { settings, feed, chunkRecords }, (chunk) =>
            expectTruth(
              chunk,
              place.site.content(),
              settings,
              settings.createOrUpdate ? undefined : isPassword,
            ),
          )
        }
      }),
      RUNS,
    )
  })
})

describe('a file that is sent twice in a row', () => {
  test('changes nothing the second time, and no record that was accepted is refused', async () => {
    await fc.assert(
      fc.asyncProperty(batches(7, 6), WITHOUT_TWINS, chunkRecords, async (files, settings, chunkRecords) => {
        const place = new ModelPlace()
        for (const file of files) {
          const first = await place.take(file, { settings, chunkRecords })
          const content = place.site.content()
          if (contradictsItself(file, first, content, settings)) continue
          const second = await place.take(file, { settings, chunkRecords })
          // What was refused may be possible by now: a later record of the file cleared the way.
          if (first.some(({ outcome }, at) => outcome === 'rejected' && second[at]!.outcome !== 'rejected'))
            return
          expect(second.map(({ outcome }) => outcome)).toEqual(
            first.map(({ outcome }) => (outcome === 'rejected' ? 'rejected' : 'unchanged')),
          )
          expect(place.site.content()).toEqual(content)
        }
      }),
      RUNS,
    )
  })
})

describe('a run that verifies', () => {
  test('leaves every accepted record holding, as any run does', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals(7, 8), SETTINGS, chunkRecords, async (files, settings, chunkRecords) => {
        const place = new ModelPlace()
        for (const { file, feed } of files) {
          const how = { settings, feed, chunkRecords, verify: true }
          await place.take(file, how, (chunk) =>
            expectTruth(chunk, place.site.content(), settings, isPassword),
          )
        }
      }),
      RUNS,
    )
  })

  test('changes nothing where nothing was changed by hand', async () => {
    await fc.assert(
      fc.asyncProperty(batches(7, 6), WITHOUT_TWINS, chunkRecords, async (files, settings, chunkRecords) => {
        const place = new ModelPlace()
        for (const file of files) {
          const first = await place.take(file, { settings, chunkRecords })
          const content = place.site.content()
          if (contradictsItself(file, first, content, settings)) continue
          const second = await place.take(file, { settings, chunkRecords, verify: true })
          if (first.some(({ outcome }, at) => outcome === 'rejected' && second[at]!.outcome !== 'rejected'))
            return
          expect(place.site.content()).toEqual(content)
          for (const [at, { outcome }] of first.entries()) {
            if (outcome !== 'rejected') expect(second[at]).toMatchObject({ outcome: 'unchanged' })
          }
        }
      }),
      RUNS,
    )
  })
})

/** A create that is asked again gives nobody a first password again. */
const isPassword = (field: string) => field === 'password'

function expectTruth(
  { actions, outcomes }: Imported,
  content: Content,
  { identifyBy }: Settings,
  leaveOut: (field: string) => boolean = () => false,
): void {
  for (let at = actions.length - 1; at >= 0; at--) {
    const { outcome, finding } = outcomes[at]!
    const { fields } = actions[at] as DatahubAction
    const kept = Object.fromEntries(Object.entries(fields).filter(([field]) => !leaveOut(field)))
    if (
      outcome !== 'rejected' &&
      !holds({ ...actions[at]!, fields: kept } as DatahubAction, content, identifyBy)
    ) {
      throw new Error(`${JSON.stringify(actions[at])} was ${outcome} (${finding?.code}) and does not hold`)
    }
    if (outcome !== 'rejected' && outcome !== 'unchanged') return
  }
}

/**
 * Two accepted records that cannot both be true at the end; two different ones of the same key, of which only the last
 * is remembered; and records of several sorts. What another record changed is no longer as it was applied and is asked
 * again, and a removal or a rename that was carried out is refused then.
 */
function contradictsItself(
  { actions }: Batch,
  said: readonly Outcome[],
  content: Content,
  { identifyBy }: Settings,
): boolean {
  const accepted = actions.filter((_, at) => said[at]!.outcome !== 'rejected')
  if (!accepted.every((action) => holds(action, content, identifyBy))) return true
  const sorts = accepted.map(sortOf)
  if (new Set(sorts).size > 1 || sorts.filter((sort) => sort === 'rename').length > 1) return true
  const texts = new Map<string | null, string>()
  for (const { key, text } of recordsOf(accepted)) {
    if (texts.has(key) && texts.get(key) !== text) return true
    texts.set(key, text)
  }
  return false
}

function sortOf(action: DatahubAction): 'delete' | 'rename' | 'repeatable' {
  if (action.verb === 'delete') return 'delete'
  return action.kind === 'user' && action.find !== undefined ? 'rename' : 'repeatable'
}
