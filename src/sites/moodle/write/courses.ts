import type { Course } from '../../../domain/entities.ts'
import { type Finding, finding } from '../../../domain/finding.ts'
import type { OperationOf } from '../../../domain/operation.ts'
import type { SiteFacts } from '../../../domain/site-facts.ts'
import { midnight } from '../../../domain/values/dates.ts'
import { WsFailure } from '../../../transport/moodle-ws/failure.ts'
import type { ParameterValue } from '../../../transport/moodle-ws/parameters.ts'
import type { OwnFacts } from '../own.ts'
import { coursesById, coursesNamed } from '../read/courses.ts'
import { text, whole } from '../read/rows.ts'
import { holds } from './compare.ts'
import { moreParameters } from './more.ts'
import {
  type Change,
  ORDER_OF_COURSES,
  seenIf,
  send,
  type Writer,
  type Writing,
  type Written,
} from './writing.ts'

type Fields = Record<string, ParameterValue>

export const courseWriter: Writer<'course'> = {
  impossible({ before, after }: OperationOf<'course'>, { facts }: OwnFacts): Finding | null {
    if (after === null) return null
    // A new course has what the site gives; a copy, too, whatever its template has.
    const { guestAccess, manualEnrol } = before ?? methodsOfNew(facts)
    if (!sameGuest(after.guestAccess, guestAccess)) return finding('RB-9063', { value: after.shortname })
    return after.manualEnrol === manualEnrol ? null : finding('RB-9064', { value: after.shortname })
  },

  async create(writing, changes) {
    const { facts } = writing.site.own
    const made = await send(writing, 'core_course_create_courses', changes, {
      parameters: ({ entity }) => allFields(entity, facts),
      keys: ({ entity }) => [`course:${entity.shortname}`, ORDER_OF_COURSES],
      async look(some) {
        const rows = await coursesNamed(
          writing.site.ws,
          some.map(({ entity }) => entity.shortname),
        )
        return some.map(({ entity }) => {
          const row = rows.find(
            (one) =>
              text(one, 'shortname') === entity.shortname && whole(one, 'categoryid') === entity.categoryId,
          )
          return row === undefined ? { done: false } : { done: true, id: whole(row, 'id') }
        })
      },
    })
    writing.site.forgetCourses()
    for (const [at, { operation, entity }] of changes.entries()) {
      const written = made[at]!
      if (!written.done || operation.templateId === undefined) continue
      made[at] = await fill(writing, written, { ...entity, id: written.id! }, operation.templateId)
    }
    return made
  },

  async update(writing, changes) {
    const { facts } = writing.site.own
    const parameters = ({ operation, entity }: Change<'course'>) =>
      changedFields(operation.before!, entity, facts)
    const sendable = changes.filter((change) => Object.keys(parameters(change)).length > 0)
    const sent = await send(writing, 'core_course_update_courses', sendable, {
      parameters: (change) => ({ id: change.entity.id, ...parameters(change) }),
      keys: ({ entity }) => [`course:${entity.id}`, ORDER_OF_COURSES],
      async look(some) {
        const rows = await rowsById(writing, some)
        return some.map((change) => {
          const row = rows.get(change.entity.id)
          return seenIf(row !== undefined && holds(row, parameters(change)))
        })
      },
    })
    writing.site.forgetCourses()
    return changes.map((change): Written => sent[sendable.indexOf(change)] ?? { done: true, id: null })
  },

  async end(writing, changes) {
    const ended = await send(writing, 'core_course_delete_courses', changes, {
      parameters: ({ entity }) => entity.id,
      keys: ({ entity }) => [`course:${entity.id}`, ORDER_OF_COURSES],
      async look(some) {
        const rows = await rowsById(writing, some)
        return some.map(({ entity }) => seenIf(!rows.has(entity.id)))
      },
    })
    writing.site.forgetCourses()
    return ended
  },
}

/**
 * Copies the content of a template, without people. What the course had goes, so that a copy that broke off can be made
 * again. A refusal leaves a course without content, which the record's outcome notes.
 *
 * @throws RollbookError where nobody knows what became of it: it may still be at work
 */
async function fill(
  writing: Writing,
  written: Written & { done: true },
  { id, shortname }: Course,
  templateId: number,
): Promise<Written> {
  const importfrom = writing.ids.idOf(templateId)
  writing.check()
  try {
    if (importfrom === null) return { ...written, note: finding('RB-9066') }
    await writing.site.ws.call('core_course_import_course', {
      importfrom,
      importto: id,
      deletecontent: 1,
      options: [
        { name: 'activities', value: '1' },
        { name: 'blocks', value: '1' },
        { name: 'filters', value: '1' },
      ],
    })
    return written
  } catch (error) {
    if (!(error instanceof WsFailure) || error.kind === 'uncertain' || error.kind === 'retryable') throw error
    return {
      ...written,
      note: finding('RB-9065', { value: shortname, reason: error.finding.message }),
    }
  }
}

function allFields(course: Course, facts: SiteFacts): Fields {
  const { categoryId, shortname, fullname, idnumber, summary, startdate, enddate, lang, theme } = course
  return {
    fullname,
    shortname,
    categoryid: categoryId,
    ...(idnumber !== '' && { idnumber }),
    ...(summary !== '' && { summary, summaryformat: 1 }),
    format: course.format,
    showgrades: Number(course.showgrades),
    newsitems: course.newsitems,
    startdate: seconds(startdate, facts),
    ...(enddate !== '' && { enddate: seconds(enddate, facts) }),
    numsections: course.numsections,
    maxbytes: course.maxbytes,
    showreports: Number(course.showreports),
    visible: Number(course.visible),
    ...(lang !== '' && { lang }),
    ...(theme !== '' && { forcetheme: theme }),
    ...moreParameters({}, course.more),
  }
}

function changedFields(before: Course, after: Course, facts: SiteFacts): Fields {
  const changed = (name: keyof Course) => before[name] !== after[name]
  return {
    ...(changed('fullname') && { fullname: after.fullname }),
    ...(changed('shortname') && { shortname: after.shortname }),
    ...(changed('categoryId') && { categoryid: after.categoryId }),
    ...(changed('idnumber') && { idnumber: after.idnumber }),
    ...(changed('summary') && { summary: after.summary, summaryformat: 1 }),
    ...(changed('format') && { format: after.format }),
    ...(changed('showgrades') && { showgrades: Number(after.showgrades) }),
    ...(changed('newsitems') && { newsitems: after.newsitems }),
    ...(changed('startdate') && { startdate: seconds(after.startdate, facts) }),
    ...(changed('enddate') && { enddate: seconds(after.enddate, facts) }),
    ...(changed('numsections') && { numsections: after.numsections }),
    ...(changed('maxbytes') && { maxbytes: after.maxbytes }),
    ...(changed('showreports') && { showreports: Number(after.showreports) }),
    ...(changed('visible') && { visible: Number(after.visible) }),
    ...(changed('lang') && { lang: after.lang }),
    ...(changed('theme') && { forcetheme: after.theme }),
    ...moreParameters(before.more, after.more),
  }
}

function seconds(day: string, { timezone }: SiteFacts): number {
  return day === '' ? 0 : midnight(day, timezone) / 1000
}

function methodsOfNew(facts: SiteFacts): Pick<Course, 'guestAccess' | 'manualEnrol'> {
  const { guestAddedByDefault, guestEnabledByDefault, manualAddedByDefault, enrolPlugins } = facts
  const open = guestAddedByDefault && guestEnabledByDefault && enrolPlugins.includes('guest')
  return {
    guestAccess: { enabled: open, password: '' },
    manualEnrol: manualAddedByDefault && enrolPlugins.includes('manual'),
  }
}

/** A course without the method is as closed as one where it is switched off. */
function sameGuest(one: Course['guestAccess'], other: Course['guestAccess']): boolean {
  const closed = { enabled: false, password: '' }
  const { enabled, password } = one ?? closed
  return enabled === (other ?? closed).enabled && password === (other ?? closed).password
}

async function rowsById({ site }: Writing, some: readonly Change<'course'>[]) {
  const rows = await coursesById(
    site.ws,
    some.map(({ entity }) => entity.id),
  )
  return new Map(rows.map((row) => [whole(row, 'id'), row]))
}
