import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Precedence } from '../../src/outbound/precedence.ts'

test('whoever has the lowest number of those who wait goes first, and everybody goes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 8 }),
      fc.nat(3),
      async (all, rounds) => {
        const precedence = new Precedence()
        const went: number[] = []
        const works = all.map(async (number) => {
          for (let round = 0; round <= rounds; round++) {
            await precedence.take(number)
            went.push(number)
          }
        })
        await Promise.all(works)
        // All of them wait from the beginning on, and each waits again at once.
        const inOrder = [...all].sort((one, other) => one - other)
        expect(went).toEqual(inOrder.flatMap((number) => Array.from({ length: rounds + 1 }, () => number)))
      },
    ),
  )
})

test('one who comes later goes before those who wait with higher numbers', async () => {
  const precedence = new Precedence()
  const went: number[] = []
  const take = async (number: number) => {
    await precedence.take(number)
    went.push(number)
    if (number === 5) await take(1)
  }
  await Promise.all([take(7), take(5), take(9)])
  expect(went).toEqual([5, 1, 7, 9])
})
