import type { OutcomeWord } from '../domain/outcome.ts'
import type { Counts } from '../inbound/run-row.ts'

/** What became of the records that were read, in the five words that must add up. */
export interface Conservation {
  readonly read: number
  readonly applied: number
  readonly unchanged: number
  readonly held: number
  readonly waiting: number
  readonly rejected: number
}

const NOT_APPLIED: readonly OutcomeWord[] = ['unchanged', 'held', 'waiting', 'rejected']

export function conservation(read: number, counts: Counts): Conservation {
  const { unchanged = 0, held = 0, waiting = 0, rejected = 0 } = counts
  let applied = 0
  for (const [word, number] of Object.entries(counts) as [OutcomeWord, number][]) {
    if (!NOT_APPLIED.includes(word)) applied += number
  }
  return { read, applied, unchanged, held, waiting, rejected }
}

/** `2039 read = 85 applied + 1938 unchanged + 0 held + 0 waiting + 16 rejected` */
export function conservationLine({ read, ...parts }: Conservation): string {
  const sum = Object.values(parts).reduce((total, part) => total + part, 0)
  const right = Object.entries(parts).map(([word, number]) => `${number} ${word}`)
  return `${read} read ${sum === read ? '=' : '≠'} ${right.join(' + ')}`
}
