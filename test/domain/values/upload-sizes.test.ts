import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uploadSizes } from '../../../src/domain/values/upload-sizes.ts'

test('offers the usual steps up to the limit of the site', () => {
  expect(uploadSizes(2_097_152)).toEqual([0, 10_240, 51_200, 102_400, 512_000, 1_048_576, 2_097_152])
})

test('offers every step of a generous site', () => {
  expect(uploadSizes(8_589_934_592)).toEqual([
    0, 10_240, 51_200, 102_400, 512_000, 1_048_576, 2_097_152, 5_242_880, 10_485_760, 20_971_520, 52_428_800,
    104_857_600, 262_144_000, 524_288_000, 786_432_000, 1_073_741_824, 2_147_483_648, 4_294_967_296,
    8_589_934_592,
  ])
})

test('offers a limit that is no step', () => {
  expect(uploadSizes(60_000)).toEqual([0, 10_240, 51_200, 60_000])
  expect(uploadSizes(9_000_000_000).at(-1)).toBe(9_000_000_000)
  expect(uploadSizes(0)).toEqual([0])
})

test('rises, starts with 0 and ends with the limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000_000_000 }), (limit) => {
      const sizes = uploadSizes(limit)
      expect(sizes[0]).toBe(0)
      expect(sizes.at(-1)).toBe(limit)
      expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b))
    }),
  )
})
