import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reportedNumber, timesOver } from '../../../src/sites/moodle/database/decimals.ts'
import { plainName } from '../../../src/sites/moodle/database/plain-name.ts'
import { Elements } from '../../../src/sites/moodle/database/scorm/elements.ts'
import { statusOf } from '../../../src/sites/moodle/database/scorm/status.ts'

describe('marks on the scale of a quiz', () => {
  test.each([
    ['2.00000', '10.00000', '5.00000', '4'],
    ['0.00000', '10.00000', '3.00000', '0'],
    ['1.00000', '100.00000', '3.00000', `33.${'3'.repeat(20)}`],
    ['-0.50000', '10.00000', '4.00000', '-1.25'],
    ['2.67500', '1.00000', '1.00000', '2.675'],
  ])('%s × %s ÷ %s = %s', (marks, grade, all, score) => {
    expect(timesOver(marks, grade, all)).toBe(score)
  })

  test('are cut, never rounded: what is below a half stays below it', () => {
    const hundredThousandths = fc.integer({ min: -999_999_999, max: 999_999_999 })
    fc.assert(
      fc.property(
        hundredThousandths,
        hundredThousandths,
        fc.integer({ min: 1, max: 99_999_999 }),
        (a, b, c) => {
          const text = (value: number) =>
            `${value < 0 ? '-' : ''}${Math.trunc(Math.abs(value) / 1e5)}.${String(Math.abs(value) % 1e5).padStart(5, '0')}`
          const [whole, fraction = ''] = timesOver(text(a), text(b), text(c)).replace('-', '').split('.')
          const given = BigInt(whole! + fraction.padEnd(20, '0'))
          const magnitude = (value: number) => BigInt(Math.abs(value))
          const exact = magnitude(a) * magnitude(b) * 10n ** 15n
          expect(given).toBe(exact / magnitude(c))
        },
      ),
    )
  })
})

describe('a reported score', () => {
  test.each([
    ['85', '85'],
    [' 085.50 ', '85.50'],
    ['.5', '0.5'],
    ['+7', '7'],
    ['-3.0', '-3.0'],
    ['0', '0'],
  ])('%s is %s', (value, number) => {
    expect(reportedNumber(value)).toBe(number)
  })

  test.each(['', '.', '85,5', '100%', 'NaN', '1e2', '0x10', '1 000'])('"%s" is none', (value) => {
    expect(reportedNumber(value)).toBeNull()
  })
})

describe('a name in several languages', () => {
  test.each([
    ['Plain <b>name</b>', 'Plain <b>name</b>'],
    ['{mlang en}Fire{mlang}{mlang de}Feuer{mlang}', 'Feuer'],
    ['{mlang en}Fire{mlang} {mlang other}Else{mlang} 1', 'Else 1'],
    ['A {mlang en}fire{mlang} b', 'A fire b'],
    ['{mlang en,de}Both{mlang}{mlang fr}Feu{mlang}', 'Both'],
    [
      '<span lang="en" class="multilang">Fire</span><span lang="de" class="multilang">Feuer</span>!',
      'Feuer!',
    ],
    ['<span class="multilang" lang="fr">Feu</span> <span class="multilang" lang="en">Fire</span>', 'Feu'],
    ['{mlang broken', '{mlang broken'],
  ])('%s is %s for a German site', (text, name) => {
    expect(plainName(text, 'de')).toBe(name)
  })
})

describe('the status of an attempt', () => {
  const of = (reports: Record<string, [value: string, time: number]>, forceCompleted = false) => {
    const elements = new Elements()
    for (const [at, [element, [value, timemodified]]] of Object.entries(reports).entries()) {
      elements.add(element, { id: at, value, timemodified })
    }
    return statusOf(elements, forceCompleted)
  }
  const COMPLETION = 'cmi.completion_status'
  const SUCCESS = 'cmi.success_status'
  const LESSON = 'cmi.core.lesson_status'
  const SCORE = 'cmi.core.score.raw'

  test('of SCORM 2004 has the time of the element that decides', () => {
    expect(of({ [COMPLETION]: ['completed', 5], [SUCCESS]: ['failed', 9] }).statusTime).toBe(9)
    expect(of({ [COMPLETION]: ['completed', 9], [SUCCESS]: ['passed', 5] }).statusTime).toBe(5)
    expect(of({ [COMPLETION]: ['completed', 5], [SUCCESS]: ['unknown', 9] }).statusTime).toBe(5)
  })

  test('that was forced by a score has the time of the score', () => {
    const forced = { [LESSON]: ['completed', 5], [SCORE]: ['80', 9] } as const
    expect(of(forced as never, true).statusTime).toBe(9)
    expect(of(forced as never, false).statusTime).toBe(5)
    expect(of({ [LESSON]: ['passed', 5], [SCORE]: ['80', 9] }, true).statusTime).toBe(5)
    expect(of({ [LESSON]: ['completed', 9], [SCORE]: ['80', 5] }, true).statusTime).toBe(9)
  })

  test('that nobody has reported is that of an attempt not begun', () => {
    expect(of({ [SCORE]: ['', 5] })).toEqual({
      completionStatus: 'not attempted',
      successStatus: null,
      score: null,
      scoreUnreadable: false,
      statusTime: null,
    })
  })

  test('is the later of two reports, whichever comes first', () => {
    const reports = [
      { id: 1, value: 'incomplete', timemodified: 5 },
      { id: 2, value: 'completed', timemodified: 9 },
      { id: 3, value: 'browsed', timemodified: 9 },
    ]
    for (const order of [reports, reports.toReversed()]) {
      const elements = new Elements()
      for (const report of order) elements.add(LESSON, report)
      expect(statusOf(elements, false).completionStatus).toBe('browsed')
    }
  })
})
