import type { Enrolment } from '../../domain/entities.ts'
import { MANUAL } from '../enrolments.ts'

/** Enrolments that a removal ends, and the ids of the roles that go with them. */
export interface Removal {
  readonly ending: readonly Enrolment[]
  readonly roles: readonly number[]
}

/**
 * What a removal ends that names a role and looks at enrolments of all methods (moodle-csv.md 1.3, "`del` and the
 * role"). The original knows which method gave which role; here roles belong to the person, so where several methods
 * enrolled somebody with several roles, the named one is taken for that of the feed, or else for one given by hand, and
 * the others stay with the other methods.
 *
 * @param own the feed's method
 * @param held ids of the person's roles in the course
 */
export function removalByRole(
  methods: readonly Enrolment[],
  own: string,
  role: number,
  held: readonly number[],
  how: 'unenrol' | 'suspend' | 'suspendNoRoles',
): Removal {
  // Without any role, whatever enrolled the person goes.
  if (held.length === 0) return { ending: methods, roles: [] }
  if (!held.includes(role)) return { ending: [], roles: [] }
  const ending = held.length === 1 ? methods : giverOf(methods, own)
  const isAll = ending.length === methods.length
  const byHand = ending.every(({ method }) => method === MANUAL)
  if (how === 'unenrol') return { ending, roles: isAll ? [...held] : [role] }
  if (how === 'suspend') return { ending, roles: [] }
  return { ending, roles: isAll && !byHand ? [...held] : [role] }
}

function giverOf(methods: readonly Enrolment[], own: string): readonly Enrolment[] {
  for (const giver of [own, MANUAL]) {
    const given = methods.filter(({ method }) => method === giver)
    if (given.length > 0) return given
  }
  return methods
}
