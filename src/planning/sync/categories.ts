import type { Category } from '../../domain/entities.ts'
import { finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { CategoryState } from '../../domain/site-state.ts'
import type { CategorySync } from '../../domain/sync-action.ts'
import { isOutcome, type Limits, tooLong } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { left, naming, nothingThere } from './naming.ts'
import { makeCategory, paths } from './placing.ts'

/** Characters (the limits of a Moodle category). */
const LIMITS: Limits = [
  ['idnumber', 100],
  ['name', 255],
]

/** Carries out the wish for one category. A known one stays where it lies. */
export function planCategorySync(action: CategorySync, state: CategoryState, draft: Draft): Outcome {
  const { idnumber, name, visible, ifKnown, ifUnknown, whyKnown, whyUnknown, note } = action
  const field = action.column ?? draft.label('category', 'idnumber')
  const named = { field, value: idnumber, found: `${field} "${idnumber}"` }
  const long = tooLong('category', { idnumber, name }, LIMITS, draft)
  if (long !== null) return long
  const [found, ...others] = state.categories.withIdnumber(idnumber)
  if (others.length > 0) {
    return draft.refuse('RB-3404', { ...named, accepted: paths([found!, ...others], state.categories) })
  }
  if (found !== undefined) {
    if (ifKnown === 'leave') return left(whyKnown, named, draft, note)
    return rewrite(found, { ...found, name, visible }, state, draft)
  }
  if (ifUnknown === 'leave') {
    return whyUnknown === undefined ? nothingThere(named, draft, note) : left(whyUnknown, named, draft, note)
  }
  if (ifUnknown === 'reject') {
    return whyUnknown === undefined
      ? draft.refuse('RB-3403', named)
      : draft.refuse('RB-3407', { ...named, setting: whyUnknown })
  }
  const under = makeAbove(action, state, draft)
  if (isOutcome(under)) return under
  makeCategory(name, idnumber, under, visible, state, draft)
  return draft.outcome('created')
}

/** The id of the category that a new one lies in, after those above it that the record brings along. */
function makeAbove(
  { parent, above = [], visible }: CategorySync,
  state: CategoryState,
  draft: Draft,
): number | Outcome {
  const brought = new Map(above.map((upper) => [upper.idnumber, upper]))
  const missing: NonNullable<CategorySync['above']>[number][] = []
  let up = parent
  while (up !== null && state.categories.withIdnumber(up).length === 0) {
    const upper = brought.get(up)
    if (upper === undefined) break
    const long = tooLong('category', { idnumber: upper.idnumber, name: upper.name }, LIMITS, draft)
    if (long !== null) return long
    brought.delete(up)
    missing.unshift(upper)
    up = upper.parent
  }
  let under = parentId(up, state, draft)
  if (isOutcome(under)) return under
  for (const upper of missing) {
    under = makeCategory(upper.name, upper.idnumber, under, visible, state, draft).id
  }
  return under
}

/** The id of the category that another one is to lie in; 0 at the top. */
function parentId(parent: string | null, state: CategoryState, draft: Draft): number | Outcome {
  if (parent === null) return 0
  const [found, ...others] = state.categories.withIdnumber(parent)
  if (found !== undefined && others.length === 0) return found.id
  const upper = naming('category', { field: 'parent', value: parent }, draft)
  if (found === undefined) return draft.refuse('RB-3403', upper)
  return draft.refuse('RB-3404', { ...upper, accepted: paths([found, ...others], state.categories) })
}

function rewrite(before: Category, after: Category, state: CategoryState, draft: Draft): Outcome {
  if (before.name === after.name && before.visible === after.visible) {
    return draft.outcome('unchanged', finding('RB-2017'))
  }
  state.categories.put(after)
  draft.change('category', before, after)
  draft.forgetKey('category', `i:${after.idnumber}`)
  return draft.outcome('updated')
}
