import { describe, expect, test } from 'vitest'
import { BloomFilter } from '../../src/inbound/bloom-filter.ts'

const MANY = 20_000
const numbers = Array.from({ length: MANY }, (_, index) => index)
/** A tenth of what 32 bits a name promise would be much: names such as these are alike. */
const FEW = MANY / 1000

describe('the filter of names that a first import wrote', () => {
  test('knows each text that was added, and hardly one of another sort or that was not', () => {
    const filter = new BloomFilter(MANY)
    for (const number of numbers) filter.add(1, `student${number}`)
    expect(numbers.every((number) => filter.mayHave(1, `student${number}`))).toBe(true)
    expect(numbers.filter((number) => filter.mayHave(2, `student${number}`)).length).toBeLessThan(FEW)
    expect(numbers.filter((number) => filter.mayHave(1, `student${number + MANY}`)).length).toBeLessThan(FEW)
  })

  test('knows each pair that was added, and hardly one of another sort, the other way round or that was not', () => {
    const filter = new BloomFilter(MANY)
    const far = 2 ** 40
    for (const number of numbers) filter.addPair(1, number % 200, far + number)
    const known = (sort: number, first: number, second: number) => filter.mayHavePair(sort, first, second)
    expect(numbers.every((number) => known(1, number % 200, far + number))).toBe(true)
    expect(numbers.filter((number) => known(2, number % 200, far + number)).length).toBeLessThan(FEW)
    expect(numbers.filter((number) => known(1, far + number, number % 200)).length).toBeLessThan(FEW)
    expect(numbers.filter((number) => known(1, number % 200, number)).length).toBeLessThan(FEW)
    expect(numbers.filter((number) => known(1, (number + 1) % 200, far + number)).length).toBeLessThan(FEW)
  })
})
