import type { Category } from '../domain/entities.ts'
import { DID, type Outcome } from '../domain/outcome.ts'
import type { CourseState } from '../domain/site-state.ts'
import { parseCategoryPath, writeCategoryPath } from '../domain/values/category-path.ts'
import { isLongerThan } from '../domain/values/text-length.ts'
import type { Draft } from './draft.ts'

/** Characters; a Moodle category's name holds no more. */
const NAME_LIMIT = 255

/** Where a course is to go: an existing category, or one that `create` makes with the accepted record (quirk Q-4). */
export interface FoundCategory {
  /** Makes what is missing of the path, and gives the id of its end. */
  create(): number
}

/**
 * Finds the category that a course record names (Data Hub section 4.3): by absolute path, by relative path from
 * anywhere in the tree, or by record id when no name fits a number.
 */
export function findCategory(text: string, state: CourseState, draft: Draft): FoundCategory | Outcome {
  const { categories } = state
  const field = draft.label('course', 'category')
  const path = parseCategoryPath(text)
  if (path === null) return draft.refuse('RB-3010', { field, value: text })
  const long = path.names.find((name) => isLongerThan(name, NAME_LIMIT))
  if (long !== undefined) return draft.refuse('RB-3012', { field, value: long, limit: NAME_LIMIT })

  const first = path.names[0]!
  let fitting = path.absolute ? categories.children(0, first) : categories.named(first)
  if (fitting.length === 0) {
    const byId = /^\d{1,15}$/.test(text) ? categories.get(Number(text)) : undefined
    return byId === undefined ? below(0, path.names, state, draft) : existing(byId)
  }
  for (const [depth, name] of path.names.entries()) {
    if (depth === 0) continue
    const children = fitting.flatMap((parent) => categories.children(parent.id, name))
    if (children.length === 0) {
      if (fitting.length > 1) return ambiguous(text, fitting, state, draft)
      return below(fitting[0]!.id, path.names.slice(depth), state, draft)
    }
    fitting = children
  }
  return fitting.length > 1 ? ambiguous(text, fitting, state, draft) : existing(fitting[0]!)
}

/** Whether a path, short or long, or a record id names this category, be it among others. */
export function isNamedBy(text: string, id: number, state: CourseState): boolean {
  const path = parseCategoryPath(text)
  if (path === null) return false
  const names = state.categories.path(id)
  const end = path.absolute ? names : names.slice(-path.names.length)
  return (
    String(id) === text ||
    (end.length === path.names.length && end.every((name, at) => name === path.names[at]))
  )
}

function existing(category: Category): FoundCategory {
  return { create: () => category.id }
}

function below(parentId: number, names: readonly string[], state: CourseState, draft: Draft): FoundCategory {
  return {
    create() {
      let at = parentId
      for (const name of names) {
        const category: Category = { id: state.newId(), parentId: at, name, idnumber: '', visible: true }
        state.categories.put(category)
        draft.change('category', null, category)
        draft.did(DID.categoryCreated)
        at = category.id
      }
      return at
    },
  }
}

function ambiguous(value: string, fitting: readonly Category[], state: CourseState, draft: Draft): Outcome {
  return draft.refuse('RB-3011', {
    field: draft.label('course', 'category'),
    value,
    accepted: fitting
      .map((category) => '/' + writeCategoryPath(state.categories.path(category.id)))
      .join(', '),
  })
}
