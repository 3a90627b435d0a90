import type { SourcedId } from './elements.ts'

/** Types of sourcedids under which a record is not known any more. */
const PAST = new Set(['old', 'duplicate'])

/** The id by which a record is known: the first there is, one that is not called old before others; null: none. */
export function idOf(sourcedids: readonly SourcedId[]): string | null {
  const named = sourcedids.filter(({ id }) => id !== null && id !== '')
  return (named.find(({ type }) => !PAST.has(type?.toLowerCase() ?? '')) ?? named[0])?.id ?? null
}

/** A course's code: the id, cut to so many characters; 0: whole. */
export function courseCodeOf(sourcedids: readonly SourcedId[], length: number): string | null {
  const id = idOf(sourcedids)
  if (id === null || length === 0) return id
  return Array.from(id).slice(0, length).join('').trim()
}
