import type { CourseAction } from '../domain/action.ts'
import type { Course } from '../domain/entities.ts'
import { finding } from '../domain/finding.ts'
import { toldOf } from '../domain/more-fields.ts'
import { DID, type Outcome } from '../domain/outcome.ts'
import { courseKeys } from '../domain/record-key.ts'
import type { CourseState } from '../domain/site-state.ts'
import { today } from '../domain/values/dates.ts'
import { findCategory, isNamedBy } from './categories.ts'
import { isOutcome, type Limits, missing, tooLong } from './checks.ts'
import { type CourseValues, readCourseValues } from './course-values.ts'
import type { Draft } from './draft.ts'
import { emptied } from './emptied.ts'
import { guestOfNewCourse, guestOfUpdatedCourse } from './guest-access.ts'
import { sameMore, withMore } from './more-values.ts'

/** Characters (Data Hub section 4.1). */
const LIMITS: Limits = [
  ['shortname', 100],
  ['fullname', 254],
  ['idnumber', 100],
]

/** Plans one course record. The order of the checks is Data Hub rule C-1. */
export function planCourse(action: CourseAction, state: CourseState, draft: Draft): Outcome {
  const { fields } = action
  const verb =
    draft.policy.createOrUpdate || action.again === true ? createOrUpdate(action, state) : action.verb

  const required = verb === 'create' ? draft.policy.required.course : ['shortname']
  const bad = missing('course', fields, required, draft) ?? tooLong('course', fields, LIMITS, draft)
  if (bad !== null) return bad
  if (verb === 'delete') return remove(fields.shortname!, state, draft)

  const values = readCourseValues(fields, state.facts, draft)
  if (isOutcome(values)) return values
  return verb === 'create' ? create(action, values, state, draft) : update(action, values, state, draft)
}

/** Data Hub rule C-6. */
function createOrUpdate(action: CourseAction, state: CourseState): CourseAction['verb'] {
  if (action.verb === 'delete') return 'delete'
  const { shortname, idnumber } = action.fields
  if (shortname === undefined) return 'create'
  if (state.courses.withShortname(shortname).length > 0) return 'update'
  return idnumber !== undefined && state.courses.withIdnumber(idnumber).length === 1 ? 'update' : 'create'
}

function create(action: CourseAction, values: CourseValues, state: CourseState, draft: Draft): Outcome {
  const { fields } = action
  const { facts } = state
  const guestAccess = guestOfNewCourse(fields, values.guest, facts, draft)
  if (isOutcome(guestAccess)) return guestAccess
  const template = fields.link === undefined ? null : findTemplate(fields.link, state, draft)
  if (isOutcome(template)) return template
  const category = findCategory(fields.category!, state, draft)
  if (isOutcome(category)) return category
  const clash = clashes(fields, null, state, draft)
  if (clash !== null) return clash

  const { guest: _, ...supplied } = values
  const asked = fields.guest !== undefined || fields.password !== undefined
  const access = template === null || asked ? guestAccess : template.guestAccess
  createCourse({ ...supplied, guestAccess: access }, category.create, template, state, draft)
  return draft.outcome('created')
}

/** Makes a course whose values were judged; what they lack it has from the template, or from the site. */
export function createCourse(
  values: Omit<CourseValues, 'guest'> & Pick<Course, 'guestAccess'> & Partial<Pick<Course, 'manualEnrol'>>,
  /** Makes the category where it lies, and gives its id. */
  place: () => number,
  template: Course | null,
  state: CourseState,
  draft: Draft,
): Course {
  const { facts } = state
  const course: Course = {
    ...(template ?? { ...facts.courseDefaults, summary: '', theme: '' }),
    id: state.newId(),
    categoryId: place(),
    shortname: '',
    fullname: '',
    idnumber: '',
    startdate: today(draft.now, facts.timezone),
    enddate: '',
    manualEnrol: facts.manualAddedByDefault && facts.enrolPlugins.includes('manual'),
    ...values,
    more: withMore(toldOf(template?.more ?? {}), values.more),
  }
  state.courses.put(course)
  draft.change('course', null, course, template?.id)
  if (template !== null) draft.did(DID.templateCopied)
  return course
}

function update(action: CourseAction, values: CourseValues, state: CourseState, draft: Draft): Outcome {
  const { fields } = action
  const found = findForUpdate(fields, state, draft)
  if (isOutcome(found)) return found
  const guestAccess = guestOfUpdatedCourse(fields, values.guest, found, draft)
  if (isOutcome(guestAccess)) return guestAccess
  // Applied before, the course lies where the record says, although its path may by now fit other categories too.
  const stays =
    fields.category === undefined ||
    (action.again === true && isNamedBy(fields.category, found.categoryId, state))
  const category = stays ? null : findCategory(fields.category!, state, draft)
  if (isOutcome(category)) return category
  const clash = clashes(fields, found, state, draft)
  if (clash !== null) return clash

  const { guest: _, ...supplied } = values
  const after: Course = {
    ...found,
    ...supplied,
    ...emptied(action.erase),
    guestAccess,
    ...(category !== null && { categoryId: category.create() }),
  }
  if (sameCourse(found, after)) return draft.outcome('unchanged', finding('RB-2017'))
  replaceCourse(found, after, state, draft)
  return draft.outcome('updated')
}

export function replaceCourse(before: Course, after: Course, state: CourseState, draft: Draft): void {
  state.courses.put(after)
  draft.change('course', before, after)
  for (const key of courseKeys(before)) draft.forgetKey('course', key)
  if (before.shortname !== after.shortname || before.idnumber !== after.idnumber) forgetEnrolments(draft)
}

function remove(shortname: string, state: CourseState, draft: Draft): Outcome {
  const found = theOne(shortname, state, draft)
  return isOutcome(found) ? found : removeCourse(found, state, draft)
}

export function removeCourse(found: Course, state: CourseState, draft: Draft): Outcome {
  state.courses.remove(found.id)
  draft.change('course', found, null)
  for (const key of courseKeys(found)) draft.forgetKey('course', key)
  forgetEnrolments(draft)
  return draft.outcome('deleted')
}

/**
 * Enrolment keys start with the person, and so do those of what people did, so those of one course cannot be named.
 * Courses go or change their short name rarely: then every such record is judged anew once.
 */
export function forgetEnrolments(draft: Draft): void {
  draft.forgetKey('enrolment', '', true)
  draft.forgetKey('activity', '', true)
}

/** Data Hub rule C-3: by short name; if that is unknown, by an id number that one course has, which renames it. */
function findForUpdate(fields: CourseAction['fields'], state: CourseState, draft: Draft): Course | Outcome {
  const byShortname = state.courses.withShortname(fields.shortname!)
  if (byShortname.length > 0 || fields.idnumber === undefined) return theOne(fields.shortname!, state, draft)
  const byIdnumber = state.courses.withIdnumber(fields.idnumber)
  if (byIdnumber.length === 1) return byIdnumber[0]!
  const names = ['shortname', 'idnumber'] as const
  if (byIdnumber.length === 0) return draft.refuse('RB-3004', naming(names, fields, draft))
  return draft.refuse('RB-3006', naming(['idnumber'], fields, draft))
}

function theOne(shortname: string, state: CourseState, draft: Draft): Course | Outcome {
  const found = state.courses.withShortname(shortname)
  if (found.length === 1) return found[0]!
  return draft.refuse(found.length === 0 ? 'RB-3004' : 'RB-3006', naming(['shortname'], { shortname }, draft))
}

export function findTemplate(shortname: string, state: CourseState, draft: Draft): Course | Outcome {
  const found = state.courses.withShortname(shortname)
  if (found.length === 1) return found[0]!
  if (found.length > 1) return draft.refuse('RB-3006', naming(['link'], { link: shortname }, draft))
  return draft.refuse('RB-3007', { field: draft.label('course', 'link'), value: shortname })
}

/** Data Hub rules C-2, C-3: all clashing values are named together. */
function clashes(
  fields: CourseAction['fields'],
  self: Course | null,
  state: CourseState,
  draft: Draft,
): Outcome | null {
  const others = (courses: readonly Course[]) => courses.some((course) => course.id !== self?.id)
  const taken: ('shortname' | 'idnumber')[] = []
  if (others(state.courses.withShortname(fields.shortname!))) taken.push('shortname')
  if (fields.idnumber !== undefined && others(state.courses.withIdnumber(fields.idnumber)))
    taken.push('idnumber')
  return taken.length === 0 ? null : draft.refuse('RB-3005', naming(taken, fields, draft))
}

function naming(
  names: readonly (keyof CourseAction['fields'])[],
  fields: CourseAction['fields'],
  draft: Draft,
) {
  return {
    field: names.map((name) => draft.label('course', name)).join(', '),
    value: names.map((name) => fields[name] ?? '').join(', '),
    found: names.map((name) => `${draft.label('course', name)} "${fields[name] ?? ''}"`).join(', '),
  }
}

export function sameCourse(a: Course, b: Course): boolean {
  for (const field of Object.keys(a) as (keyof Course)[]) {
    if (field !== 'guestAccess' && field !== 'more' && a[field] !== b[field]) return false
  }
  if (!sameMore(a.more, b.more)) return false
  return (
    a.guestAccess?.enabled === b.guestAccess?.enabled && a.guestAccess?.password === b.guestAccess?.password
  )
}
