import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextTurn } from '../../src/inbound/next-turn.ts'
import { ReadAhead } from '../../src/inbound/read-ahead.ts'

const MOST_AHEAD = 2

/** Items counted from 0, how they were read, and how many were asked for. */
class Source {
  readonly reader: ReadAhead<number>
  made = 0
  ended = 0
  asked = 0
  reads = 0
  mostAhead = 0
  mostAtOnce = 0
  #underWay = 0

  /** @param turns how many each item takes; after the last, `failure` is thrown */
  constructor(turns: readonly number[], failure?: Error) {
    const items = this.#items(turns, failure)
    const next = () => this.#read(items)
    this.reader = new ReadAhead({
      [Symbol.asyncIterator]: () => ({ next, return: () => items.return(undefined) }),
    })
  }

  async #read(items: AsyncGenerator<number>): Promise<IteratorResult<number>> {
    this.reads++
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#underWay)
    try {
      return await items.next()
    } finally {
      this.#underWay--
    }
  }

  async *#items(turns: readonly number[], failure?: Error): AsyncGenerator<number> {
    try {
      for (const [item, count] of turns.entries()) {
        this.made++
        this.mostAhead = Math.max(this.mostAhead, this.made - this.asked)
        await pass(count)
        yield item
      }
      if (failure !== undefined) throw failure
    } finally {
      this.ended++
    }
  }

  next(): Promise<number | undefined> {
    this.asked++
    return this.reader.next()
  }
}

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await nextTurn()
}

/** More than any of these sources needs for what it may read. */
const LONG = 20

async function unhandledIn(work: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  try {
    await work()
    await pass(LONG)
  } finally {
    process.off('unhandledRejection', note)
  }
  return unhandled
}

describe('reading ahead', () => {
  test('gives each item once and in order, at most two before they are asked for', async () => {
    const steps = fc.array(fc.oneof(fc.constant('start' as const), fc.nat({ max: 3 })))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 2 })), steps, async (turns, before) => {
        const source = new Source(turns)
        const got: number[] = []
        let item: number | undefined = 0
        for (let at = 0; item !== undefined; at++) {
          const step = before[at]
          if (step === 'start') source.reader.start()
          else await pass(step ?? 0)
          item = await source.next()
          if (item !== undefined) got.push(item)
        }
        expect(got).toEqual([...turns.keys()])
        expect(source.mostAhead).toBeLessThanOrEqual(MOST_AHEAD)
        expect(source).toMatchObject({ mostAtOnce: 1, ended: 1 })
      }),
    )
  })

  test('goes on to two items by itself once it was started, and for each that is taken when started again', async () => {
    const source = new Source([1, 1, 1, 1, 1])
    source.reader.start()
    await pass(LONG)
    expect(source.made).toBe(2)
    expect(await source.next()).toBe(0)
    await pass(LONG)
    expect(source.made).toBe(2)
    source.reader.start()
    source.reader.start()
    await pass(LONG)
    expect(source.made).toBe(3)
  })

  test('is not done until it is started', async () => {
    const source = new Source([0, 0, 0])
    await pass(LONG)
    expect(source.made).toBe(0)
    expect(await source.next()).toBe(0)
    await pass(LONG)
    expect(source.made).toBe(1)
  })

  test('tells a failure when its turn comes, after all that was read before', async () => {
    const source = new Source([0, 0], new Error('torn'))
    const unhandled = await unhandledIn(async () => {
      expect(await source.next()).toBe(0)
      source.reader.start()
      await pass(LONG)
      // The item and the failure were both read by now, and nothing after.
      expect(source).toMatchObject({ reads: 3, ended: 1 })
      expect(await source.next()).toBe(1)
      await expect(source.next()).rejects.toThrow('torn')
      expect(await source.next()).toBeUndefined()
    })
    expect(unhandled).toEqual([])
  })

  test('keeps a failure to itself whose turn never comes', async () => {
    const source = new Source([], new Error('torn'))
    const unhandled = await unhandledIn(async () => {
      source.reader.start()
      await pass(LONG)
      expect(source).toMatchObject({ reads: 1, ended: 1 })
      await source.reader.close()
    })
    expect(unhandled).toEqual([])
  })

  test('ends its source when it is closed, after what is in the making', async () => {
    const source = new Source([0, 5, 0])
    expect(await source.next()).toBe(0)
    source.reader.start()
    await pass(2)
    expect(source).toMatchObject({ reads: 2, ended: 0 })
    await source.reader.close()
    expect(source).toMatchObject({ reads: 2, ended: 1 })
    source.reader.start()
    await pass(LONG)
    expect(source.reads).toBe(2)
  })

  test('asks no more of a source that is at its end', async () => {
    const source = new Source([0])
    source.reader.start()
    await pass(LONG)
    expect(await source.next()).toBe(0)
    source.reader.start()
    await pass(LONG)
    expect(source).toMatchObject({ reads: 2, ended: 1 })
  })

  test('reads nothing any more once it is closed, also when it was just started', async () => {
    const source = new Source([0, 0, 0])
    await source.next()
    source.reader.start()
    await source.reader.close()
    const { reads } = source
    await pass(LONG)
    expect(source).toMatchObject({ reads, ended: 1 })
  })

  test('that was never started ends its source too', async () => {
    const source = new Source([0, 0])
    await source.next()
    await source.reader.close()
    expect(source).toMatchObject({ made: 1, ended: 1 })
  })
})
