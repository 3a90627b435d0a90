import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SETTINGS } from '../support/arbitrary-actions.ts'
import { arrivals } from './arrivals.ts'
import { ModelPlace } from './model-place.ts'

const RUNS = { numRuns: 600 }

describe('a chunk that is planned before the one before it is written', () => {
  test('comes to the same as one that is planned after it', async () => {
    let planned = 0
    await fc.assert(
      fc.asyncProperty(
        arrivals(7, 8),
        SETTINGS,
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        async (files, settings, chunkRecords, verify) => {
          const after = new ModelPlace()
          const ahead = new ModelPlace()
          for (const { file, feed } of files) {
            const how = { settings, feed, chunkRecords, verify }
            const expected = await after.take(file, how)
            expect(await ahead.take(file, { ...how, ahead: true })).toEqual(expected)
            expect(ahead.site.content()).toEqual(after.site.content())
            expect(ahead.site.lastId).toBe(after.site.lastId)
            expect(ahead.memory.all()).toEqual(after.memory.all())
            planned += expected.length
          }
        },
      ),
      RUNS,
    )
    expect(planned).toBeGreaterThan(RUNS.numRuns)
  })
})
