import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SETTINGS } from '../../support/arbitrary-actions.ts'
import { type Arrival, arrivals } from '../arrivals.ts'
import { ModelPlace } from '../model-place.ts'

const RUNS = { numRuns: 300 }

test('a file that goes by the outline of the one before comes to the same as one that does not', async () => {
  let asked = 0
  let askedWithOutline = 0
  await fc.assert(
    fc.asyncProperty(
      arrivals(6, 6).chain(nearlyAgain),
      SETTINGS,
      fc.integer({ min: 1, max: 8 }),
      fc.boolean(),
      async (files, settings, chunkRecords, ahead) => {
        const plain = new ModelPlace()
        const outlined = new ModelPlace()
        for (const { file, feed } of files) {
          const how = { settings, feed, chunkRecords, ahead }
          const expected = await plain.take(file, how)
          expect(await outlined.take(file, { ...how, outlined: true })).toEqual(expected)
          expect(outlined.site.content()).toEqual(plain.site.content())
          expect(outlined.memory.all()).toEqual(plain.memory.all())
        }
        asked += plain.memory.asked
        askedWithOutline += outlined.memory.asked
      },
    ),
    RUNS,
  )
  // Else it would be no wonder.
  expect(askedWithOutline).toBeLessThan(asked * 0.95)
})

/** Each comes once more at once, and once more without one of its records or with one of them twice. */
function nearlyAgain(files: readonly Arrival[]): fc.Arbitrary<Arrival[]> {
  const edits = fc.array(fc.record({ at: fc.nat(20), isTwice: fc.boolean() }), {
    minLength: files.length,
    maxLength: files.length,
  })
  return edits.map((edits) =>
    files.flatMap(({ file, feed }, index) => {
      const { at, isTwice } = edits[index]!
      const place = at % Math.max(1, file.actions.length)
      const repeated = isTwice ? file.actions.slice(place, place + 1) : []
      const actions = [
        ...file.actions.slice(0, place),
        ...file.actions.slice(place + 1),
        ...repeated,
        ...repeated,
      ]
      return [file, file, { ...file, actions }].map((one) => ({ file: one as Arrival['file'], feed }))
    }),
  )
}
