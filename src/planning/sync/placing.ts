import type { CategoryPlace, CategoryStep } from '../../domain/category-place.ts'
import type { Category } from '../../domain/entities.ts'
import { DID, type Outcome } from '../../domain/outcome.ts'
import type { CourseState } from '../../domain/site-state.ts'
import type { CategoryTree } from '../../domain/state/category-tree.ts'
import { writeCategoryPath } from '../../domain/values/category-path.ts'
import { isOutcome, type Limits, tooLong } from '../checks.ts'
import type { Draft } from '../draft.ts'

/** Characters (the limits of a Moodle category). */
const LIMITS: Limits = [
  ['category', 255],
  ['categoryIdnumber', 100],
]

/** What finding and making categories needs of a state. */
type Placing = Pick<CourseState, 'categories' | 'newId'>

/** Where a course is to go: `settle` makes what is missing of it, and gives the id. */
export interface FoundPlace {
  settle(): number
}

/** Finds the category that a record describes. Nothing is made before `settle`. */
export function findPlace(place: CategoryPlace, state: Placing, draft: Draft): FoundPlace | Outcome {
  const { steps, nested, ifMissing, otherwise = [] } = place
  let at: Category | null = null
  for (const [depth, step] of steps.entries()) {
    const long = tooLong('course', { category: step.name, categoryIdnumber: step.idnumber }, LIMITS, draft)
    if (long !== null) return long
    const found: Category | null | Outcome = lookFor(
      step,
      nested ? (at?.id ?? 0) : null,
      state.categories,
      draft,
    )
    if (isOutcome(found)) return found
    if (found !== null) {
      at = found
      continue
    }
    if (ifMissing === 'reject') return draft.refuse('RB-3403', stepNaming(step, draft))
    if (ifMissing === 'otherwise') return { settle: () => makeNames(otherwise, state, draft) }
    return make(steps.slice(depth), at, place, state, draft)
  }
  if (at === null) return { settle: () => makeNames(otherwise, state, draft) }
  const { id } = at
  return { settle: () => id }
}

/** The category of a step, wherever it lies. */
export function findStep(step: CategoryStep, categories: CategoryTree, draft: Draft): Category | Outcome {
  const found = lookFor(step, null, categories, draft)
  return found ?? draft.refuse('RB-3403', stepNaming(step, draft))
}

/** Null when there is none. An id number counts below another category too: it would not be free for a new one. */
function lookFor(
  { id, idnumber, name }: CategoryStep,
  parentId: number | null,
  categories: CategoryTree,
  draft: Draft,
): Category | null | Outcome {
  if (id !== undefined) return categories.get(id) ?? null
  if (idnumber === undefined && name === undefined) return null
  const step = idnumber === undefined ? { name } : { idnumber }
  const anywhere = idnumber === undefined ? categories.named(name!) : categories.withIdnumber(idnumber)
  const fitting = parentId === null ? anywhere : anywhere.filter((category) => category.parentId === parentId)
  if (fitting.length > 1) {
    return draft.refuse('RB-3404', { ...stepNaming(step, draft), accepted: paths(fitting, categories) })
  }
  if (fitting.length === 0 && idnumber !== undefined && anywhere.length > 0) {
    return draft.refuse('RB-3405', { ...stepNaming(step, draft), accepted: paths(anywhere, categories) })
  }
  return fitting[0] ?? null
}

/**
 * Makes the steps that are missing, each below the one before. One without a name, or a later one that cannot be looked
 * up below what is new, ends the walk: then `otherwise` counts, and what was made stays.
 */
function make(
  missing: readonly CategoryStep[],
  under: Category | null,
  { visible, nested, otherwise = [] }: CategoryPlace,
  state: Placing,
  draft: Draft,
): FoundPlace | Outcome {
  for (const step of missing.slice(1)) {
    if (step.id === undefined && step.idnumber === undefined && step.name === undefined) continue
    // Below a category that is new there is nothing yet, but an id number may lie elsewhere.
    const found = lookFor(step, nested ? -1 : null, state.categories, draft)
    if (isOutcome(found)) return found
  }
  return {
    settle() {
      let at = under
      for (const step of missing) {
        const known = at === under || nested ? null : lookFor(step, null, state.categories, draft)
        if (known !== null && !isOutcome(known)) {
          at = known
          continue
        }
        if (step.id !== undefined || step.name === undefined) return makeNames(otherwise, state, draft)
        at = makeCategory(step.name, step.idnumber ?? '', at?.id ?? 0, visible, state, draft)
      }
      return at!.id
    },
  }
}

/** The category of these names from the top; visible where it is made. Of several the first. */
function makeNames(names: readonly string[], state: Placing, draft: Draft): number {
  let at = 0
  for (const name of names) {
    const [child] = state.categories.children(at, name)
    at = (child ?? makeCategory(name, '', at, true, state, draft)).id
  }
  return at
}

export function makeCategory(
  name: string,
  idnumber: string,
  parentId: number,
  visible: boolean,
  state: Placing,
  draft: Draft,
): Category {
  const category: Category = { id: state.newId(), parentId, name, idnumber, visible }
  state.categories.put(category)
  draft.change('category', null, category)
  draft.did(DID.categoryCreated)
  return category
}

export function paths(categories: readonly Category[], tree: CategoryTree): string {
  return categories.map(({ id }) => `/${writeCategoryPath(tree.path(id))}`).join(', ')
}

function stepNaming({ id, idnumber, name }: CategoryStep, draft: Draft) {
  const [field, value] =
    id !== undefined
      ? ['categoryId', String(id)]
      : idnumber !== undefined
        ? ['categoryIdnumber', idnumber]
        : ['category', name ?? '']
  const label = draft.label('course', field)
  return { field: label, value, found: `${label} "${value}"` }
}
