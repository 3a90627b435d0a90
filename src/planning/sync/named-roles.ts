import type { NamedInColumn } from '../../domain/method-wish.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { CourseState } from '../../domain/site-state.ts'
import { nearest } from '../../domain/values/nearest.ts'
import type { Draft } from '../draft.ts'

/** Refuses a course record for the first role that it names and the site lacks: RB-4001. */
export function lostRole(
  named: readonly NamedInColumn[] = [],
  { roles }: Pick<CourseState, 'roles'>,
  draft: Draft,
): Outcome | null {
  const lost = named.find(({ shortname }) => roles?.has(shortname) !== true)
  if (lost === undefined) return null
  const accepted = [...(roles?.keys() ?? [])]
  const near = nearest(lost.shortname, accepted)
  return draft.refuse('RB-4001', {
    field: lost.column,
    value: lost.shortname,
    accepted,
    hint: near === null ? '' : `. Did you mean "${near}"?`,
  })
}
