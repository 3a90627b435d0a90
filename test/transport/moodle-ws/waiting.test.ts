import { describe, expect, test } from 'vitest'
import { finding } from '../../../src/domain/finding.ts'
import { WsFailure } from '../../../src/transport/moodle-ws/failure.ts'
import { Budget, backOff, RETRY_LIMITS } from '../../../src/transport/moodle-ws/retry.ts'
import { SETTLE_LIMITS, type Seen, settle, waits } from '../../../src/transport/moodle-ws/write/settle.ts'

const UNSAID = { retryAfterMs: null }

describe('the wait before a call is sent again', () => {
  test('grows twofold up to a limit', () => {
    const waitsOf = (random: number) =>
      [0, 1, 2, 3, 20].map((attempt) => backOff(attempt, UNSAID, RETRY_LIMITS, () => random))
    expect(waitsOf(1)).toEqual([1000, 2000, 4000, 8000, 300_000])
    expect(waitsOf(0)).toEqual([500, 1000, 2000, 4000, 150_000])
  })

  test('is what the server asks for, within the limit', () => {
    expect(backOff(0, { retryAfterMs: 120_000 }, RETRY_LIMITS, () => 0)).toBe(120_000)
    expect(backOff(0, { retryAfterMs: 86_400_000 }, RETRY_LIMITS, () => 0)).toBe(300_000)
  })

  test('comes out of a budget', () => {
    const budget = new Budget(1000)
    expect([600, 400, 1].map((ms) => budget.spend(ms))).toEqual([true, true, false])
  })
})

describe('settling', () => {
  const DONE: Seen = { done: true, id: null }
  const NOT: Seen = { done: false }
  const failing = () => Promise.reject(new WsFailure(finding('RB-9013'), { kind: 'uncertain' }))

  /** Looks that find, one after the other, what is given; and the waits before them. */
  async function looked(given: readonly (readonly Seen[] | null)[], times: readonly number[]) {
    const slept: number[] = []
    let look = 0
    const seen = await settle(
      () => (given[look++] === null ? failing() : Promise.resolve(given[look - 1]!)),
      times,
      async (ms) => void slept.push(ms),
    )
    return { seen, slept, look }
  }

  test('waits as long as Moodle works at the most, with growing pauses', () => {
    const times = waits(false, SETTLE_LIMITS)
    expect(times.slice(0, 5)).toEqual([2000, 4000, 8000, 16_000, 30_000])
    expect(times.reduce((sum, ms) => sum + ms)).toBe(360_000)
    expect(waits(true, SETTLE_LIMITS)).toEqual([0])
  })

  test('ends as soon as all is done', async () => {
    expect(await looked([[NOT, DONE], [DONE, DONE], []], [5, 6, 7])).toEqual({
      seen: [DONE, DONE],
      slept: [5, 6],
      look: 2,
    })
  })

  test('believes in absence only at the end', async () => {
    expect(await looked([[NOT], [NOT], [NOT]], [5, 6, 7])).toEqual({ seen: [NOT], slept: [5, 6, 7], look: 3 })
  })

  test('outlives a look that fails, but not the last one', async () => {
    expect((await looked([null, [DONE]], [5, 6])).seen).toEqual([DONE])
    expect((await looked([[NOT], null], [5, 6])).seen).toBeNull()
  })
})
