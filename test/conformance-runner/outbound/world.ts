import { sql } from 'kysely'
import type { User } from '../../../src/domain/entities.ts'
import { putActivity } from '../../../src/sites/embedded/activity/put-activity.ts'
import { TABLES } from '../../../src/sites/embedded/tables.ts'
import { copyText } from '../../../src/store/copy-text.ts'
import type { Tx } from '../../../src/store/store.ts'
import type { OutboundGiven } from './case-format.ts'

interface Visible {
  readonly visibleAt?: string | undefined
  readonly time?: string | undefined
}

/** What the site holds and a run may change, to be put in anew before each run. */
const TABLES_OF_RUN = [
  'site_user',
  'site_cohort',
  'site_cohort_member',
  'site_scorm_attempt',
  'site_signup_change',
  'site_quiz_attempt',
  'site_course_completion',
  'site_pathway_completion',
  'site_grade',
]

/** The courses with their letters, and the profile fields: all that does not change. */
export async function putCourses(
  tx: Tx,
  siteId: number,
  { courses, users }: OutboundGiven,
  profileFields: readonly string[],
): Promise<void> {
  const { table, columns } = TABLES.course
  const rows = courses.map(({ id, fullname, shortname }) => [
    siteId,
    ...columns.map(({ value }) => value(stored({ ...COURSE, id, fullname, shortname }))),
  ])
  await tx.copy(table, ['site_id', ...columns.map(({ name }) => name)], copyText(rows))
  const letters = courses.flatMap(({ id, letters }) =>
    letters.map(([bound, letter]) => [siteId, id, bound, letter]),
  )
  await tx.copy('site_course_letter', ['site_id', 'course_id', 'lower_bound', 'letter'], copyText(letters))
  const fields = new Set([...profileFields, ...users.flatMap(({ profile }) => Object.keys(profile))])
  const fieldRows = [...fields].map((name, index) => [siteId, name, index + 1, name, 'text', '{}', '', false])
  await tx.copy(
    'site_profile_field',
    ['site_id', 'shortname', 'position', 'name', 'type', 'options', 'default_value', 'include_time'],
    copyText(fieldRows),
  )
}

/** Makes the site hold what is visible at an instant: of several entries of one key, the one that came last. */
export async function putVisible(tx: Tx, siteId: number, given: OutboundGiven, at: number): Promise<void> {
  for (const table of TABLES_OF_RUN) {
    await sql`delete from ${sql.table(table)} where site_id = ${siteId}`.execute(tx.db)
  }
  const visible = <T extends Visible>(entries: readonly T[], key: (entry: T) => string): T[] => {
    const newest = new Map<string, T>()
    for (const entry of inOrderOfAppearance(entries, at)) {
      newest.delete(key(entry))
      newest.set(key(entry), entry)
    }
    return [...newest.values()]
  }
  await putUsers(
    tx,
    siteId,
    visible(given.users, ({ id }) => String(id)),
  )
  const put = <D extends Parameters<typeof putActivity>[2]>(
    dataset: D,
    rows: readonly Parameters<typeof putActivity<D>>[3][number][],
  ) => putActivity(tx, siteId, dataset, rows.map(stored))
  put(
    'scorm',
    visible(given.scormAttempts, (e) => JSON.stringify([e.user, e.scorm, e.sco, e.attempt])).map((e) => ({
      userId: e.user,
      courseId: 0,
      scorm: e.scorm,
      sco: e.sco,
      attempt: e.attempt,
      completionStatus: e.completionStatus ?? e.status ?? null,
      successStatus: e.successStatus ?? null,
      score: e.score,
      time: Date.parse(e.time),
      statusTime: Date.parse(e.statusTime ?? e.time),
    })),
  )
  put(
    'face-to-face',
    visible(given.sessionSignups, (e) =>
      JSON.stringify([e.user, e.facetoface, e.sessionId, Date.parse(e.time), e.status]),
    ).map((e) => ({
      userId: e.user,
      courseId: 0,
      facetoface: e.facetoface,
      sessionId: e.sessionId,
      time: Date.parse(e.time),
      status: e.status,
      sessionDate: e.sessionDate === null ? null : Date.parse(e.sessionDate),
    })),
  )
  put(
    'quiz',
    visible(given.quizAttempts, (e) => JSON.stringify([e.user, e.quiz, e.attempt])).map((e) => ({
      userId: e.user,
      courseId: 0,
      quiz: e.quiz,
      attempt: e.attempt,
      state: e.state,
      score: e.score,
      passScore: e.passScore,
      decimalPoints: e.decimalPoints,
      preview: e.preview,
      timeFinish: e.timeFinish === null ? null : Date.parse(e.timeFinish),
      time: Date.parse(e.time),
    })),
  )
  put(
    'completion',
    visible(given.courseCompletions, (e) => `${e.user} ${e.course} ${Date.parse(e.time)}`).map((e) => ({
      userId: e.user,
      courseId: e.course,
      time: Date.parse(e.time),
    })),
  )
  put(
    'pathway',
    visible(given.pathwayCompletions, (e) => JSON.stringify([e.user, e.pathway, e.attempt])).map((e) => ({
      userId: e.user,
      pathway: e.pathway,
      attempt: e.attempt,
      time: Date.parse(e.time),
    })),
  )
  put(
    'grade',
    visible(given.grades, (e) => `${e.user} ${e.course}`).map((e) => ({
      userId: e.user,
      courseId: e.course,
      item: 'course' as const,
      name: '',
      grade: e.grade,
      min: e.min,
      max: e.max,
      time: Date.parse(e.time),
    })),
  )
}

/** Those that are visible, the first to appear first, and of those that appear together the oldest. */
function inOrderOfAppearance<T extends Visible>(entries: readonly T[], at: number): T[] {
  const since = ({ visibleAt }: Visible) => (visibleAt === undefined ? -Infinity : Date.parse(visibleAt))
  return entries
    .filter((entry) => since(entry) <= at)
    .map((entry, index) => ({ entry, index }))
    .sort(
      (one, other) =>
        compare(since(one.entry), since(other.entry)) ||
        compare(timeOf(one.entry), timeOf(other.entry)) ||
        one.index - other.index,
    )
    .map(({ entry }) => entry)
}

/** Users have none. */
function timeOf({ time }: Visible): number {
  return time === undefined ? -Infinity : Date.parse(time)
}

function compare(one: number, other: number): number {
  return one < other ? -1 : one > other ? 1 : 0
}

async function putUsers(tx: Tx, siteId: number, users: OutboundGiven['users']): Promise<void> {
  const { table, columns } = TABLES.user
  const flags = ['deleted', 'confirmed', 'guest'] as const
  const rows = users.map((user) => [
    siteId,
    ...columns.map(({ value }) => value(stored({ ...USER, ...user }))),
    ...flags.map((flag) => user[flag]),
  ])
  await tx.copy(table, ['site_id', ...columns.map(({ name }) => name), ...flags], copyText(rows))
  const cohorts = [...new Set(users.flatMap((user) => user.cohorts))]
  const number = new Map(cohorts.map((idnumber, index) => [idnumber, index + 1]))
  await tx.copy(
    'site_cohort',
    ['site_id', 'id', 'idnumber', 'name', 'description', 'visible', 'category_id'],
    copyText(cohorts.map((idnumber) => [siteId, number.get(idnumber)!, idnumber, idnumber, '', true, 0])),
  )
  await tx.copy(
    'site_cohort_member',
    ['site_id', 'cohort_id', 'user_id'],
    copyText(
      users.flatMap(({ id, cohorts }) =>
        [...new Set(cohorts)].map((name) => [siteId, number.get(name)!, id]),
      ),
    ),
  )
}

/** As a database keeps it: none takes the character NUL. */
function stored<T extends object>(entity: T): T {
  const entries = Object.entries(entity).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replaceAll('\0', '') : value,
  ])
  return Object.fromEntries(entries) as T
}

const USER: Omit<User, 'id' | 'username'> = {
  email: '',
  idnumber: '',
  firstname: '',
  lastname: '',
  city: '',
  country: '',
  auth: 'manual',
  lang: 'en',
  timezone: 'UTC',
  theme: '',
  description: '',
  institution: '',
  department: '',
  maildigest: 0,
  autosubscribe: true,
  trackforums: false,
  suspended: false,
  forcePasswordChange: false,
  passwordHash: '',
  profile: {},
  more: {},
}

const COURSE = {
  categoryId: 1,
  idnumber: '',
  summary: '',
  format: 'topics',
  numsections: 0,
  startdate: '2024-01-01',
  enddate: '',
  newsitems: 0,
  showgrades: true,
  showreports: false,
  visible: true,
  maxbytes: 0,
  lang: '',
  theme: '',
  manualEnrol: true,
  guestAccess: null,
  more: {},
}
