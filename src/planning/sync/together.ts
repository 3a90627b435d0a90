import { type Finding, finding } from '../../domain/finding.ts'

/** One finding that says all of what was left out, after what is said besides (`note`); where nothing was, just that. */
export function together(note: Finding | undefined, problems: readonly Finding[]): Finding | undefined {
  if (problems.length === 0) return note
  const all = note === undefined ? problems : [note, ...problems]
  // As a list, since a text would be clipped.
  return finding('RB-2409', { problems: [all.map(({ message }) => message).join('; ')] })
}
