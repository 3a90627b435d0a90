import type { Call } from '../call.ts'
import type { Course } from '../site-state.ts'

const FILTERS = ['displayh5p', 'activitynames', 'mathjaxloader', 'emoticon', 'urltolink', 'mediaplugin']
const DEFAULTS = {
  showgrades: 1,
  newsitems: 5,
  maxbytes: 0,
  showreports: 0,
  visible: 1,
  groupmode: 0,
  groupmodeforce: 0,
  defaultgroupingid: 0,
  enablecompletion: 0,
  completionnotify: 0,
  lang: '',
}

const FORMAT_OPTIONS: readonly object[] = [
  { name: 'hiddensections', value: 1 },
  { name: 'coursedisplay', value: 0 },
]

/** A course as `core_course_get_courses_by_field` answers it, without times and places in lists. */
export function showCourse(call: Call, course: Course): object {
  const { id, fullname, shortname, categoryid, idnumber, summary, format, startdate, enddate, manual } =
    course
  const { forcetheme = '', ...fields } = course.fields
  return {
    id,
    fullname,
    displayname: fullname,
    shortname,
    categoryid,
    categoryname: call.site.categories.get(categoryid)?.name ?? '',
    summary,
    summaryformat: 1,
    summaryfiles: [],
    overviewfiles: [],
    showactivitydates: false,
    showcompletionconditions: true,
    contacts: [],
    enrollmentmethods: [...(manual ? ['manual'] : []), ...(course.guest === true ? ['guest'] : [])],
    idnumber,
    format,
    startdate,
    enddate,
    ...DEFAULTS,
    ...fields,
    theme: forcetheme,
    marker: 0,
    legacyfiles: 0,
    calendartype: '',
    requested: 0,
    filters: FILTERS.map((filter) => ({ filter, localstate: 0, inheritedstate: 1 })),
    courseformatoptions: formatOptions(call),
  }
}

/** The same as `core_course_get_courses` answers it. */
export function showCourseWithSettings(course: Course): object {
  const { id, fullname, shortname, categoryid, idnumber, summary, format, startdate, enddate } = course
  return {
    id,
    shortname,
    categoryid,
    fullname,
    displayname: fullname,
    idnumber,
    summary,
    summaryformat: 1,
    format,
    startdate,
    enddate,
    numsections: 0,
    hiddensections: 1,
    ...DEFAULTS,
    ...course.fields,
    forcetheme: course.fields['forcetheme'] ?? '',
    courseformatoptions: FORMAT_OPTIONS,
    showactivitydates: false,
    showcompletionconditions: true,
  }
}

function formatOptions({ release }: Call): readonly object[] {
  return release === '4.5' ? [...FORMAT_OPTIONS, { name: 'indentation', value: '1' }] : FORMAT_OPTIONS
}
