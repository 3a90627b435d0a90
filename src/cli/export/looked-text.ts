import type { Looked } from '../../outbound/watch/look.ts'
import { instantText } from '../times.ts'
import { resultNotes, resultText } from './result-text.ts'

/** What a look did about an export, a line for each file. */
export function lookedText(looked: Looked): string {
  const { export: name, what, nextAttemptAt } = looked
  const next = nextAttemptAt === null ? '' : `${name}: next attempt ${instantText(nextAttemptAt)}\n`
  if (what === 'underWay') return `${name}: a run is under way\n`
  return (what === 'ran' ? resultText(looked) : '') + next
}

/** Which files are missing, and what there is to know of the run: a note each. */
export function lookedNotes(looked: Looked): string[] {
  const missing = looked.missing.map(({ code, message }) => `${looked.export}: ${code} ${message}`)
  return [...missing, ...resultNotes(looked)]
}
