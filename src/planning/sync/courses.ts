import type { Course } from '../../domain/entities.ts'
import { finding } from '../../domain/finding.ts'
import { isMoreCourseField } from '../../domain/more-fields.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { CourseState } from '../../domain/site-state.ts'
import type { CourseEnd, CourseName, CourseSync, SyncCourseValues } from '../../domain/sync-action.ts'
import { firstFreeName } from '../../domain/values/counted-name.ts'
import { isOutcome, type Limits, missing, readDate, tooLong } from '../checks.ts'
import { type CourseValues, readCourseValues } from '../course-values.ts'
import { createCourse, findTemplate, removeCourse, replaceCourse, sameCourse } from '../courses.ts'
import type { Draft } from '../draft.ts'
import { emptied } from '../emptied.ts'
import { guestByDefault } from '../guest-access.ts'
import { withMore } from '../more-values.ts'
import { withoutRefused } from './left-out.ts'
import { closedGuest, guestOf, lostSource, methodsOf } from './methods.ts'
import { lostRole } from './named-roles.ts'
import { appliedBefore, because, left, naming, nothingThere } from './naming.ts'
import { lostCategories } from './needs.ts'
import { findPlace } from './placing.ts'
import { emptyCourse } from './reset.ts'
import { together } from './together.ts'
import { withoutUnwritable } from './unwritable.ts'

/** Characters (those of Moodle's own tables; Data Hub takes fewer). */
const LIMITS: Limits = [
  ['shortname', 255],
  ['fullname', 254],
  ['idnumber', 100],
]

/** Of files in a course: Moodle takes any number, of which the site's own limit is the most (not so Data Hub rule C-1). */
const MOST_BYTES = 2 ** 40

type Values = CourseValues & { enddate?: string; maxbytes?: number }

/** Carries out the wish for one course. */
export function planCourseSync(action: CourseSync, state: CourseState, draft: Draft): Outcome {
  const { by, ifKnown, ifUnknown, whyKnown, whyUnknown } = action
  const known = { has: (idnumber: string) => state.categories.withIdnumber(idnumber).length > 0 }
  const lost = lostCategories(action.needsCategories, known, draft)
  if (lost !== null) return lost
  const found = theCourse(by, state, draft) ?? renamedBefore(action, state, draft)
  if (isOutcome(found)) return found
  if (found === null) {
    const unknown = naming('course', by, draft)
    if (ifUnknown === 'leave') {
      return whyUnknown === undefined ? nothingThere(unknown, draft) : left(whyUnknown, unknown, draft)
    }
    if (ifUnknown === 'create') return make(action, state, draft)
    return whyUnknown === undefined
      ? draft.refuse('RB-3004', unknown)
      : draft.refuse('RB-3401', { ...unknown, setting: whyUnknown })
  }
  switch (ifKnown) {
    case 'leave':
      return left(whyKnown, naming('course', by, draft), draft)
    case 'reject':
      return draft.refuse('RB-3402', { ...naming('course', by, draft), because: because(whyKnown) })
    case 'countUp': {
      if (action.again === true) return appliedBefore(draft)
      const next = counted(action, state)
      return make(
        next,
        state,
        draft,
        finding('RB-1334', { ...naming('course', by, draft), name: next.by.value }),
      )
    }
    default:
      return write(action, found, state, draft)
  }
}

/** A course that this record renamed before is there under its new name. */
function renamedBefore({ again, renameTo }: CourseSync, state: CourseState, draft: Draft) {
  if (again !== true || renameTo === undefined) return null
  return theCourse({ field: 'shortname', value: renameTo }, state, draft)
}

/** The next free short name; the id number too, where it is taken. */
function counted(action: CourseSync, { courses }: CourseState): CourseSync {
  const { by, values } = action
  const shortname = firstFreeName(by.value, '_', (name) => courses.withShortname(name).length > 0)
  const idnumber =
    values.idnumber === undefined
      ? undefined
      : firstFreeName(values.idnumber, '_', (name) => courses.withIdnumber(name).length > 0)
  return {
    ...action,
    by: { ...by, value: shortname },
    values: { ...values, shortname, ...(idnumber !== undefined && { idnumber }) },
  }
}

/** `note` is said besides. */
function make(action: CourseSync, state: CourseState, draft: Draft, note = action.notice): Outcome {
  const methods = methodsOf(action, {})
  const wanted = {
    ...action.whenNew,
    ...action.values,
    ...methods.values,
    [action.by.field]: action.by.value,
  }
  const writable = withoutUnwritable('course', wanted, [], state.isUnwritable, draft)
  const { kept: fields, notices: refused } = withoutRefused(writable.kept, action.lenient ?? [], (alone) =>
    readCourseValues(alone, state.facts, draft),
  )
  const notices = [...writable.notices, ...refused]
  const placed = { ...fields, category: action.place === undefined ? undefined : 'given' }
  const required = [...draft.policy.required.course, ...(action.needs ?? [])]
  const lacking =
    missing('course', placed, required, draft) ??
    lostRole(action.roles, state, draft) ??
    lostSource(action, state, draft) ??
    closedGuest(action, state, draft)
  if (lacking !== null) return lacking
  const values = readValues(fields, null, state, draft)
  if (isOutcome(values)) return values
  const { guest: _, ...supplied } = values
  const template = fields.link === undefined ? null : findTemplate(fields.link, state, draft)
  if (isOutcome(template)) return template
  const place = findPlace(action.place!, state, draft)
  if (isOutcome(place)) return place
  const base =
    template === null || action.contentOnly === true ? guestByDefault(state.facts) : template.guestAccess
  const ofSite = action.contentOnly === true ? { ...state.facts.courseDefaults, summary: '', theme: '' } : {}
  createCourse(
    { ...ofSite, ...supplied, guestAccess: guestOf(action, base), ...manualOf(action, state) },
    place.settle,
    template !== null && action.contentOnly === true ? { ...template, more: {} } : template,
    state,
    draft,
  )
  return draft.outcome('created', together(note, notices))
}

/** A method that is switched off for the site cannot be on for a course. */
function manualOf({ manual }: CourseSync, { facts }: CourseState): Partial<Pick<Course, 'manualEnrol'>> {
  return manual === undefined ? {} : { manualEnrol: manual && facts.enrolPlugins.includes('manual') }
}

function write(action: CourseSync, found: Course, state: CourseState, draft: Draft): Outcome {
  const supplied = action.ifKnown === 'fill' ? onlyEmpty(action.values, found) : action.values
  const methods = methodsOf(action, found.more)
  const writable = withoutUnwritable(
    'course',
    {
      ...supplied,
      ...methods.values,
      ...(action.renameTo !== undefined && { shortname: action.renameTo }),
    },
    [...(action.ifKnown === 'update' ? (action.erase ?? []) : []), ...methods.erase],
    state.isUnwritable,
    draft,
  )
  const { erase } = writable
  const { kept: fields, notices: refused } = withoutRefused(writable.kept, action.lenient ?? [], (alone) =>
    readCourseValues(alone, state.facts, draft),
  )
  const values = readValues(fields, found, state, draft)
  if (isOutcome(values)) return values
  const { guest: _, more, ...plain } = values
  const { link } = action.values
  const template = link === undefined ? null : findTemplate(link, state, draft)
  const lost = isOutcome(template)
    ? template
    : (lostRole(action.roles, state, draft) ??
      lostSource(action, state, draft) ??
      closedGuest(action, state, draft))
  if (lost !== null) return lost
  const place =
    action.moves === true && action.place !== undefined ? findPlace(action.place, state, draft) : null
  if (isOutcome(place)) return place
  const operations = draft.operations.length
  if (action.reset === true && action.again !== true) emptyCourse(found, state, draft)
  const after: Course = {
    ...found,
    ...plain,
    ...emptied(erase.filter((field) => !isMoreCourseField(field))),
    more: withMore(found.more, more, erase.filter(isMoreCourseField)),
    guestAccess: guestOf(action, found.guestAccess),
    ...manualOf(action, state),
    // A category is never empty, so there is nothing to fill; what the record names must be there all the same.
    ...(place !== null && action.ifKnown !== 'fill' && { categoryId: place.settle() }),
  }
  const own =
    link === undefined ? action.notice : finding('RB-1347', { field: 'templatecourse', value: link })
  const note = together(own, [...writable.notices, ...refused])
  if (!sameCourse(found, after)) replaceCourse(found, after, state, draft)
  return draft.operations.length > operations
    ? draft.outcome('updated', note)
    : draft.outcome('unchanged', note ?? finding('RB-2017'))
}

export function planCourseEnd(action: CourseEnd, state: CourseState, draft: Draft): Outcome {
  const { by, how, ifUnknown } = action
  if (how === 'keep') return left(action.because, naming('course', by, draft), draft)
  const found = theCourse(by, state, draft)
  if (isOutcome(found)) return found
  if (found === null) {
    const unknown = naming('course', by, draft)
    return ifUnknown === 'leave' ? nothingThere(unknown, draft) : draft.refuse('RB-3004', unknown)
  }
  if (how === 'delete') return removeCourse(found, state, draft)
  if (!found.visible) return draft.outcome('unchanged', finding('RB-2017'))
  replaceCourse(found, { ...found, visible: false }, state, draft)
  return draft.outcome('updated')
}

/** Null when there is none; refused when there are several. */
function theCourse({ field, value }: CourseName, state: CourseState, draft: Draft): Course | null | Outcome {
  const found = field === 'shortname' ? state.courses.withShortname(value) : state.courses.withIdnumber(value)
  if (found.length > 1) return draft.refuse('RB-3006', naming('course', { field, value }, draft))
  return found[0] ?? null
}

/** Reads and judges the values for a new course, or for one that was found. */
function readValues(
  fields: SyncCourseValues,
  found: Course | null,
  state: CourseState,
  draft: Draft,
): Values | Outcome {
  const long = tooLong('course', fields, LIMITS, draft)
  if (long !== null) return long
  const { enddate: text, maxbytes: size, ...others } = fields
  const values: Values | Outcome = readCourseValues(others, state.facts, draft)
  if (isOutcome(values)) return values
  if (text !== undefined) {
    const enddate = readDate(draft.label('course', 'enddate'), text, draft)
    if (isOutcome(enddate)) return enddate
    values.enddate = enddate
  }
  if (size !== undefined) {
    const maxbytes = /^\d{1,12}$/.test(size) ? Number(size) : Number.NaN
    if (!(maxbytes <= MOST_BYTES)) {
      const label = draft.label('course', 'maxbytes')
      return draft.refuse('RB-3002', { field: label, value: size, least: 0, most: MOST_BYTES })
    }
    values.maxbytes = maxbytes
  }
  const starts = values.startdate ?? found?.startdate
  const ends = values.enddate ?? found?.enddate ?? ''
  if (ends !== '' && starts !== undefined && ends < starts) {
    return draft.refuse('RB-3406', {
      field: draft.label('course', 'enddate'),
      value: ends,
      other: draft.label('course', 'startdate'),
      start: starts,
    })
  }
  return clashes(values, found, state, draft) ?? values
}

/** Short names and id numbers of others, all named together. */
function clashes(values: Values, self: Course | null, state: CourseState, draft: Draft): Outcome | null {
  const others = {
    shortname: state.courses.withShortname(values.shortname ?? ''),
    idnumber: state.courses.withIdnumber(values.idnumber ?? ''),
  }
  const taken = (['shortname', 'idnumber'] as const).filter(
    (field) => values[field] !== self?.[field] && others[field].some(({ id }) => id !== self?.id),
  )
  if (taken.length === 0) return null
  const each = taken.map((field) => naming('course', { field, value: values[field]! }, draft))
  return draft.refuse('RB-3005', {
    field: each.map(({ field }) => field).join(', '),
    value: each.map(({ value }) => value).join(', '),
    found: each.map(({ found }) => found).join(', '),
  })
}

function onlyEmpty(values: SyncCourseValues, found: Course): SyncCourseValues {
  return Object.fromEntries(
    Object.entries(values).filter(([field]) =>
      isMoreCourseField(field) ? found.more[field] === undefined : found[field as keyof Course] === '',
    ),
  )
}
