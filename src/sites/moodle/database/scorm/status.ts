import { reportedNumber } from '../decimals.ts'
import {
  type Elements,
  SCORES,
  SCORM_12_STATUS,
  SCORM_2004_COMPLETION,
  SCORM_2004_SUCCESS,
} from './elements.ts'

/** What an attempt at a SCO has come to. Times are seconds. */
export interface ScormStatus {
  readonly completionStatus: string
  readonly successStatus: string | null
  readonly score: string | null
  /** There is a score, and it is no number. */
  readonly scoreUnreadable: boolean
  /** Null when no status was ever reported. */
  readonly statusTime: number | null
}

const NOT_ATTEMPTED = 'not attempted'
const SUCCESS_WORDS = ['passed', 'failed', 'unknown']

/**
 * SCORM 2004 has two statuses, and the time is that of the one that decides (outbound rule O-19): success, once it is passed or
 * failed. With `forceCompleted` the site makes an unfinished attempt completed when a score comes, and leaves the time of the
 * status as it was, so there the score's counts if it is later.
 */
export function statusOf(elements: Elements, forceCompleted: boolean): ScormStatus {
  const completion = elements.get(SCORM_12_STATUS) ?? elements.get(SCORM_2004_COMPLETION)
  const success = elements.get(SCORM_2004_SUCCESS)
  const completionWord = completion === null ? NOT_ATTEMPTED : word(completion.value)
  const successWord = success === null ? null : word(success.value)
  const score = SCORES.map((name) => elements.get(name)).find((reported) => reported !== null) ?? null
  const decides = successWord === 'passed' || successWord === 'failed' ? success : completion
  const forced = forceCompleted && decides === completion && completionWord === 'completed'
  const times = [decides?.timemodified, forced ? score?.timemodified : undefined]
  const known = times.filter((time) => time !== undefined)
  const number = score === null ? null : reportedNumber(score.value)
  return {
    completionStatus: completionWord,
    successStatus: successWord !== null && SUCCESS_WORDS.includes(successWord) ? successWord : null,
    score: number,
    scoreUnreadable: score !== null && number === null,
    statusTime: known.length === 0 ? null : Math.max(...known),
  }
}

function word(value: string): string {
  return value.trim().toLowerCase()
}
