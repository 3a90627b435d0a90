import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byCodePoint } from '../../../src/outbound/sort/compare.ts'
import { Sorter } from '../../../src/outbound/sort/sorter.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('the order of texts', () => {
  test('is that of their bytes in UTF-8', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '𐀀') })
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(Math.sign(byCodePoint(one, other))).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)))
      }),
    )
  })
})

describe('the sorter', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    folder = await temporaryFolder()
  })
  afterAll(() => folder[Symbol.asyncDispose]())

  const byNumber = (one: { n: number; s: string }, other: { n: number; s: string }) =>
    one.n - other.n || byCodePoint(one.s, other.s)

  test('gives what it was given, in order, however little it may keep in memory', async () => {
    const thing = fc.record({
      n: fc.integer({ min: 0, max: 9 }),
      s: fc.string({ unit: fc.constantFrom('a', '\n', '\u2028', '"') }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(thing), { maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        async (adds, most) => {
          await using sorter = new Sorter<{ n: number; s: string }>(folder.path, byNumber, { most })
          for (const things of adds) await sorter.add(things)
          const sorted = (await Array.fromAsync(sorter.sorted())).flat()
          expect(sorted).toEqual(adds.flat().sort(byNumber))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('leaves nothing behind, also when nobody reads to the end', async () => {
    {
      await using sorter = new Sorter<number>(folder.path, (one, other) => one - other, { most: 2 })
      await sorter.add([3, 2])
      await sorter.add([1, 0])
      for await (const _ of sorter.sorted()) break
    }
    expect(await readdir(folder.path)).toEqual([])
  })

  test('clears away a day later what a process left that ended in the middle', async () => {
    const [old, young] = ['old', 'young'].map((name) => join(folder.path, name))
    for (const left of [old!, young!]) {
      await mkdir(left)
      await writeFile(join(left, '0'), '"personal"')
    }
    const yesterday = Date.now() / 1000 - 25 * 3600
    await utimes(old!, yesterday, yesterday)
    await using sorter = new Sorter<number>(folder.path, (one, other) => one - other, { most: 2 })
    await sorter.add([3, 2])
    const left = await readdir(folder.path)
    expect(left).toHaveLength(2)
    expect(left).toContain('young')
  })
})
