import type { Cohort } from '../../domain/entities.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { cohortKeys } from '../../domain/record-key.ts'
import type { CohortState } from '../../domain/site-state.ts'
import type { CohortPlace, CohortSync } from '../../domain/sync-action.ts'
import { writeCategoryPath } from '../../domain/values/category-path.ts'
import { isOutcome, type Limits, tooLong } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { because, naming } from './naming.ts'
import { findPlace } from './placing.ts'

/** Characters (the limits of a Moodle cohort). */
const LIMITS: Limits = [
  ['idnumber', 100],
  ['name', 254],
]

/** Carries out the wish for one cohort. */
export function planCohortSync(action: CohortSync, state: CohortState, draft: Draft): Outcome {
  const { by, name, ifKnown, ifUnknown, whyKnown, whyUnknown, again } = action
  const named = naming('cohort', by, draft)
  const long = tooLong('cohort', { name, [by.field]: by.value }, LIMITS, draft)
  if (long !== null) return long
  const [found, ...others] = state.cohorts.named(by)
  if (others.length > 0) return draft.refuse('RB-2411', named)
  if (found === undefined && ifUnknown === 'reject') {
    return draft.refuse('RB-2414', { ...named, setting: whyUnknown! })
  }
  if (found !== undefined && ifKnown === 'reject' && again !== true) {
    return draft.refuse('RB-2413', { ...named, because: because(whyKnown) })
  }
  const at = placeOf(action, found, state, draft)
  if (isOutcome(at)) return at
  return found === undefined ? make(action, at, state, draft) : rewrite(found, action, at, state, draft)
}

/** The category that a cohort is to be in, 0 for the whole site; what is said of it besides. */
interface FoundPlace {
  readonly categoryId: number | null
  readonly note?: Finding
}

function make(
  action: CohortSync,
  { categoryId, note }: FoundPlace,
  state: CohortState,
  draft: Draft,
): Outcome {
  const { by, name, values } = action
  const made: Cohort = {
    description: '',
    visible: true,
    ...values,
    id: state.newId(),
    idnumber: by.field === 'idnumber' ? by.value : '',
    name,
    categoryId,
  }
  state.cohorts.put(made)
  draft.change('cohort', null, made)
  return draft.outcome('created', note)
}

function rewrite(
  before: Cohort,
  { name, values }: CohortSync,
  { categoryId, note }: FoundPlace,
  state: CohortState,
  draft: Draft,
): Outcome {
  const after: Cohort = { ...before, ...values, name, categoryId }
  const same = (Object.keys(after) as (keyof Cohort)[]).every((field) => after[field] === before[field])
  if (same) return draft.outcome('unchanged', note ?? finding('RB-2017'))
  state.cohorts.put(after)
  draft.change('cohort', before, after)
  for (const key of new Set([...cohortKeys(before), ...cohortKeys(after)])) draft.forgetKey('cohort', key)
  return draft.outcome('updated', note)
}

/** Where nobody tells in which category a known cohort is, it stays there. */
function placeOf(
  { place, otherwise }: CohortSync,
  known: Cohort | undefined,
  state: CohortState,
  draft: Draft,
): FoundPlace | Outcome {
  if (known !== undefined && (place === undefined || known.categoryId === null)) {
    return { categoryId: known.categoryId }
  }
  const wanted = place === undefined ? null : look(place, state, draft)
  if (wanted !== null && !isOutcome(wanted)) return { categoryId: wanted }
  if (wanted !== null && wanted.finding?.code !== 'RB-3403') return wanted
  if (wanted !== null && known !== undefined) {
    return { categoryId: known.categoryId, note: elsewhere(wanted, known.categoryId!, state) }
  }
  const steps = otherwise.map((name) => ({ name }))
  const usual = look({ steps, nested: true }, state, draft)
  if (isOutcome(usual)) return usual
  return { categoryId: usual, ...(wanted !== null && { note: elsewhere(wanted, usual, state) }) }
}

function look({ steps, nested }: CohortPlace, state: CohortState, draft: Draft): number | Outcome {
  if (steps.length === 0) return 0
  const found = findPlace({ steps, nested, ifMissing: 'reject', visible: true }, state, draft)
  return isOutcome(found) ? found : found.settle()
}

/** What is said where the place that a record names is not there. */
function elsewhere({ finding: lost }: Outcome, categoryId: number, { categories }: CohortState): Finding {
  const place = categoryId === 0 ? 'System' : `/${writeCategoryPath(categories.path(categoryId))}`
  const { field, value } = lost!
  return finding('RB-2415', { field: field!, value: value!, found: `${field} "${value}"`, other: place })
}
