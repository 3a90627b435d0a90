import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge } from '../../../src/outbound/watch/judge.ts'
import { timetableOf } from '../../../src/outbound/watch/timetable.ts'
import type { OpenWatch } from '../../../src/outbound/watch/watches.ts'

const DATE = '2026-03-26'
const NAME = 'Completion20260326.csv'
const MINUTE_MS = 60_000
const at = (time: string) => Date.parse(`${DATE}T${time}:00Z`)

/** A date that nobody looked at yet. */
const AWAITED: OpenWatch = {
  exportId: 1,
  date: DATE,
  since: at('00:00'),
  attempts: 0,
  nextAttemptAt: null,
  warnedAt: [],
  incidentAt: null,
  publishedAt: null,
  settledAt: null,
}

const moments = (settings: object = {}) =>
  timetableOf({ settings: { timeZone: 'UTC', ...settings } }).of(DATE)

/** What looks tell at these times, while the file is missing. */
function told(times: readonly string[], settings: object = {}, before: Partial<OpenWatch> = {}): string[] {
  let watch: OpenWatch = { ...AWAITED, ...before }
  return times.map((time) => {
    const judged = judge(watch, moments(settings), NAME, null, at(time))
    watch = { ...judged.watch, settledAt: null }
    return judged.missing?.code ?? ''
  })
}

describe('a file that is missing', () => {
  test('is warned of once at each time, and is an incident once, at the deadline', () => {
    expect(told(['03:59', '04:00', '04:05', '04:30', '04:31', '04:59', '05:00', '05:05', '23:59'])).toEqual([
      '',
      'RB-7128',
      '',
      'RB-7128',
      '',
      '',
      'RB-7129',
      '',
      '',
    ])
  })

  test('is warned of once for times that passed between two looks, and not when the deadline passed too', () => {
    expect(told(['03:00', '04:45', '04:50'])).toEqual(['', 'RB-7128', ''])
    expect(told(['03:00', '06:00'])).toEqual(['', 'RB-7129'])
  })

  test('is warned of at the times of its export, in whatever order they stand', () => {
    const settings = { warnAt: ['03:30', '02:10'], deliverBy: '03:40' }
    expect(told(['02:05', '02:10', '03:30', '03:40'], settings)).toEqual([
      '',
      'RB-7128',
      'RB-7128',
      'RB-7129',
    ])
    expect(told(['04:00', '04:30'], { warnAt: [] })).toEqual(['', ''])
  })

  test('is not warned of at a default time that is not between start and deadline', () => {
    expect(told(['04:05', '04:35', '05:00'], { startAt: '04:10', deliverBy: '05:00' })).toEqual([
      '',
      'RB-7128',
      'RB-7129',
    ])
    expect(moments({ deliverBy: '03:00' }).warnings).toEqual([])
  })

  test('is not told for what was before the export was looked after', () => {
    expect(told(['04:10', '04:30', '05:00'], {}, { since: at('04:10') })).toEqual(['', 'RB-7128', 'RB-7129'])
    expect(told(['06:00', '07:00'], {}, { since: at('06:00') })).toEqual(['', ''])
  })

  test('names itself and its deadline', () => {
    const { missing } = judge(AWAITED, moments(), NAME, null, at('05:00'))
    expect(missing?.message).toBe(`${NAME} was not published by 2026-03-26T05:00:00.000Z`)
  })
})

describe('a file that was published', () => {
  test.each([
    ['04:59', null],
    ['05:00', null],
    ['05:01', 'RB-7129'],
  ])('at %s by a run that no look knew of is told as %s', (time, code) => {
    const { missing, watch } = judge(AWAITED, moments(), NAME, at(time), at('05:05'))
    expect(missing?.code ?? null).toBe(code)
    expect(watch).toMatchObject({
      publishedAt: at(time),
      incidentAt: code === null ? null : at('05:05'),
      warnedAt: [],
    })
  })

  test('after an incident keeps the record of it', () => {
    const incident = { ...AWAITED, incidentAt: at('05:03'), warnedAt: [at('04:00')] }
    const { missing, watch } = judge(incident, moments(), NAME, at('06:00'), at('06:01'))
    expect(missing).toBeNull()
    expect(watch).toMatchObject({
      incidentAt: at('05:03'),
      publishedAt: at('06:00'),
      warnedAt: [at('04:00')],
    })
  })
})

test('whenever looks are, warnings are told at most once each, and an incident exactly when the deadline was missed', () => {
  const minute = fc.integer({ min: 0, max: 24 * 60 - 1 })
  fc.assert(
    fc.property(
      fc.uniqueArray(minute, { minLength: 1, maxLength: 40 }),
      fc.option(minute),
      (looks, published) => {
        const begin = at('00:00')
        let watch: OpenWatch = AWAITED
        const codes: string[] = []
        let settled = false
        for (const look of looks.sort((a, b) => a - b)) {
          if (settled) break
          const isThere = published !== null && published <= look
          const settledAt = isThere ? begin + published * MINUTE_MS : null
          const judged = judge(watch, moments(), NAME, settledAt, begin + look * MINUTE_MS)
          if (judged.missing !== null) codes.push(judged.missing.code)
          watch = { ...judged.watch, settledAt: null }
          settled = isThere
        }
        const lastLook = looks.at(-1)!
        const deadline = 5 * 60
        const missed = lastLook >= deadline && (published === null || published > deadline)
        expect(codes.filter((code) => code === 'RB-7129')).toHaveLength(missed ? 1 : 0)
        const seenMissing = looks.filter(
          (look) => look < deadline && look >= 240 && (published === null || published > look),
        )
        const halves = new Set(seenMissing.map((look) => look >= 270))
        expect(codes.filter((code) => code === 'RB-7128')).toHaveLength(halves.size)
        expect(watch.warnedAt).toHaveLength(halves.size)
      },
    ),
  )
})
