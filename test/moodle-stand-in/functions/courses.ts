import {
  allOrNothing,
  type Call,
  contextNotValid,
  eachByItself,
  requireCapability,
  type StandInFunction,
} from '../call.ts'
import { invalidParameter, MoodleError, missingRow, moodleException, tooLong } from '../moodle-error.ts'
import { alpha, int, list, noTags, type Parameters, plugin, raw, structure } from '../parameters.ts'
import type { Course } from '../site-state.ts'
import { deleteCourse } from './delete-course.ts'
import { showCourse, showCourseWithSettings } from './show-course.ts'

const OPTIONAL = {
  idnumber: raw,
  summary: raw,
  summaryformat: int,
  format: plugin,
  showgrades: int,
  newsitems: int,
  startdate: int,
  enddate: int,
  numsections: int,
  maxbytes: int,
  showreports: int,
  visible: int,
  hiddensections: int,
  groupmode: int,
  groupmodeforce: int,
  defaultgroupingid: int,
  enablecompletion: int,
  completionnotify: int,
  lang: alpha,
  forcetheme: plugin,
  courseformatoptions: list(structure({ name: plugin, value: raw })),
  customfields: list(structure({ shortname: plugin, value: raw })),
}
const OWN = [
  'id',
  'shortname',
  'fullname',
  'categoryid',
  'idnumber',
  'summary',
  'format',
  'startdate',
  'enddate',
]

const createCourses: StandInFunction = {
  parameters: structure({
    courses: list(structure({ fullname: noTags, shortname: noTags, categoryid: int }, OPTIONAL)),
  }),
  run(call, { courses }) {
    return allOrNothing(call, courses, (given: Parameters) => {
      if (call.site.categories.get(given.categoryid) === undefined) {
        throw contextNotValid('category', given.categoryid)
      }
      requireCapability(call, 'moodle/course:create', 'Create courses')
      checkCourse(call, given, undefined)
      const { id } = call.site.courses.insert({
        shortname: given.shortname,
        fullname: given.fullname,
        categoryid: given.categoryid,
        idnumber: given.idnumber ?? '',
        summary: given.summary ?? '',
        format: given.format ?? 'topics',
        startdate: given.startdate ?? 0,
        enddate: given.enddate ?? 0,
        manual: true,
        fields: otherFields(given),
      })
      return { id, shortname: given.shortname }
    })
  },
}

const updateCourses: StandInFunction = {
  parameters: structure({
    courses: list(
      structure({ id: int }, { ...OPTIONAL, fullname: noTags, shortname: noTags, categoryid: int }),
    ),
  }),
  run(call, { courses }) {
    return eachByItself(
      call,
      'course',
      courses,
      ({ id }: Parameters) => id,
      (given) => {
        const course = call.site.courses.get(given.id)
        if (course === undefined) throw missingRow('course')
        requireCapability(call, 'moodle/course:update', 'Update course settings')
        checkCourse(call, given, course)
        const own = Object.fromEntries(Object.entries(given).filter(([name]) => OWN.includes(name)))
        call.site.courses.update(course.id, {
          ...(own as Partial<Course>),
          fields: { ...course.fields, ...otherFields(given) },
        })
      },
    )
  },
}

function checkCourse({ site }: Call, given: Parameters, before: Course | undefined): void {
  const other = (fits: (course: Course) => boolean) =>
    site.courses.find((course) => course.id !== before?.id && fits(course)) !== undefined
  if (given.shortname !== undefined && other(({ shortname }) => shortname === given.shortname)) {
    throw moodleException(
      'shortnametaken',
      `Short name is already used for another course (${given.shortname})`,
    )
  }
  if ((given.idnumber ?? '') !== '' && other(({ idnumber }) => idnumber === given.idnumber)) {
    throw moodleException(
      'courseidnumbertaken',
      `ID number is already used for another course (${given.idnumber})`,
    )
  }
  const start = given.startdate ?? before?.startdate ?? 0
  const end = given.enddate ?? before?.enddate ?? 0
  if (end !== 0 && end < start) {
    throw moodleException('enddatebeforestartdate', 'The course end date must be after the start date.')
  }
  if ((given.shortname ?? '').length > 255) throw tooLong(255)
}

function otherFields(given: Parameters): Record<string, string | number> {
  const { courseformatoptions, customfields, ...plain } = given
  return Object.fromEntries(Object.entries(plain).filter(([name]) => !OWN.includes(name))) as Record<
    string,
    string | number
  >
}

const deleteCourses: StandInFunction = {
  parameters: structure({ courseids: list(int) }),
  run(call, { courseids }) {
    return eachByItself(
      call,
      'course',
      courseids,
      (id: number) => id,
      (id) => {
        if (call.site.courses.get(id) === undefined) {
          throw moodleException('unknowncourseidnumber', `Unknown course ID number "${id}"`)
        }
        requireCapability(call, 'moodle/course:delete', 'Delete courses')
        deleteCourse(call.site, id)
      },
    )
  },
}

const getCoursesByField: StandInFunction = {
  parameters: structure({}, { field: raw, value: raw }),
  run(call, { field = '', value = '' }) {
    const fields = ['', 'id', 'ids', 'shortname', 'idnumber', 'category']
    if (!fields.includes(field)) throw invalidParameter('Invalid field name')
    const wanted = field === 'ids' ? value.split(',') : [value]
    if (field === 'ids' && wanted.some((id: string) => call.site.courses.get(Number(id)) === undefined)) {
      throw new MoodleError('Error', undefined, 'Attempt to assign property "contextvalidated" on null')
    }
    const column = {
      '': null,
      id: 'id',
      ids: 'id',
      shortname: 'shortname',
      idnumber: 'idnumber',
      category: 'categoryid',
    }[field as 'id'] as 'id' | null
    const found = call.site.courses.filter(
      (course) => column === null || wanted.includes(String(course[column])),
    )
    return { courses: found.map((course) => showCourse(call, course)), warnings: [] }
  },
}

const getCourses: StandInFunction = {
  parameters: structure({}, { options: structure({}, { ids: list(int) }) }),
  run(call, { options }) {
    const ids: number[] | undefined = options?.ids
    const found = call.site.courses.filter(({ id }) => ids === undefined || ids.includes(id))
    return found.map(showCourseWithSettings)
  },
}

const importCourse: StandInFunction = {
  parameters: structure(
    { importfrom: int, importto: int },
    { deletecontent: int, options: list(structure({ name: alpha, value: raw })) },
  ),
  run(call, { importfrom, importto, deletecontent = 0 }) {
    const { courses } = call.site
    const from = courses.get(importfrom)
    const to = courses.get(importto)
    if (from === undefined || to === undefined) throw missingRow('course')
    requireCapability(call, 'moodle/backup:backuptargetimport', 'Backup for import')
    const kept = deletecontent === 1 ? [] : (to.content ?? [])
    courses.update(importto, { content: [...kept, ...(from.content ?? [])] })
    return null
  },
}

export const COURSE_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  core_course_create_courses: createCourses,
  core_course_update_courses: updateCourses,
  core_course_delete_courses: deleteCourses,
  core_course_get_courses_by_field: getCoursesByField,
  core_course_get_courses: getCourses,
  core_course_import_course: importCourse,
}
