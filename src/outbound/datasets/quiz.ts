import type { QuizFact } from '../../domain/activity.ts'
import { compareDecimals, parseDecimal } from '../../domain/values/decimal.ts'
import { numberText } from '../number-text.ts'
import type { DatasetRules } from './dataset.ts'

const POSITIVE = new Set(['passed', 'completed'])
const NOUGHT = { units: 0n, places: 0 }

/** Attempts at quizzes of the LMS. */
export const quiz: DatasetRules<'quiz'> = {
  dataset: 'quiz',
  prefix: 'Quiz',
  columns: ['Quiz Name', 'Attempt Number', 'Score', 'Status'],
  once: (only) => only === 'completed',
  row(fact, only) {
    const status = statusOf(fact)
    if (only === 'completed' && !POSITIVE.has(status)) return null
    return {
      at: isOver(fact) ? (fact.timeFinish ?? fact.time) : fact.time,
      cells: [fact.quiz, String(fact.attempt), numberText(fact.score, fact.decimalPoints), { status }],
      order: { names: [fact.quiz], number: fact.attempt },
    }
  },
}

function isOver({ state }: QuizFact): boolean {
  return state === 'finished' || state === 'submitted'
}

/** Outbound rule O-20. */
function statusOf({ state, score, passScore }: QuizFact): string {
  if (state === 'inprogress') return 'in progress'
  if (state !== 'finished') return state
  const marks = score === null ? null : parseDecimal(score)
  if (marks === null) return 'submitted'
  const pass = passScore === null ? null : parseDecimal(passScore)
  if (pass === null || compareDecimals(pass, NOUGHT) <= 0) return 'completed'
  return compareDecimals(marks, pass) >= 0 ? 'passed' : 'failed'
}
