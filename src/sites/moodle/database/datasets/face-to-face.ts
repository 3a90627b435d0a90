import type { FaceToFaceFact, SignupStatus } from '../../../../domain/activity.ts'
import { pages } from '../../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../../transport/moodle-db/sql.ts'
import { ACTIVITY_BATCH } from '../../../activity.ts'
import { ACTIVITY_MODULE_TABLES, notBeingDeleted } from '../activities.ts'
import { COURSE_TABLES, coursesOf } from '../courses.ts'
import { plainName } from '../plain-name.ts'
import type { DatasetReader, Reading } from '../reading.ts'
import { milliseconds, within } from '../window.ts'

/** Codes of the plugin and of Totara. */
const STATUSES: Readonly<Record<number, SignupStatus>> = {
  10: 'user_cancelled',
  20: 'session_cancelled',
  30: 'declined',
  40: 'requested',
  // By role, and of the administrator: Totara.
  44: 'requested',
  45: 'requested',
  50: 'approved',
  60: 'waitlisted',
  70: 'booked',
  80: 'no_show',
  85: 'unable_to_attend',
  90: 'partially_attended',
  100: 'fully_attended',
}

/** Never told. */
const NOT_SET = 0

interface Row {
  readonly id: number
  readonly userid: number
  readonly sessionid: number
  readonly statuscode: number
  readonly timecreated: number
}

interface Session {
  readonly id: number
  readonly facetoface: number
  readonly name: string | null
  readonly course: number
}

/** Every change of a sign-up's status: the site never overwrites one. */
export const faceToFace: DatasetReader<'face-to-face'> = {
  looksFor: ['facetoface', 'facetoface_sessions'],
  needs: () => ({
    facetoface: ['id', 'course', 'name'],
    facetoface_sessions: ['id', 'facetoface'],
    facetoface_sessions_dates: ['sessionid', 'timestart'],
    facetoface_signups: ['id', 'sessionid', 'userid'],
    facetoface_signups_status: ['id', 'signupid', 'statuscode', 'timecreated'],
    ...ACTIVITY_MODULE_TABLES,
    ...COURSE_TABLES,
  }),
  async *read(reading) {
    const { picture, window } = reading
    const changes = pages<Row>(
      picture,
      ACTIVITY_BATCH,
      (after, limit) =>
        sql`select c.id, s.userid, s.sessionid, c.statuscode, c.timecreated
            from ${table('facetoface_signups_status')} c
            join ${table('facetoface_signups')} s on s.id = c.signupid
            where c.id > ${after} and c.statuscode <> ${NOT_SET}
              and ${within(sql`c.timecreated`, window)}
            order by c.id limit ${limit}`,
    )
    for await (const rows of changes) yield await facts(reading, rows)
  },
}

async function facts(reading: Reading, rows: readonly Row[]): Promise<FaceToFaceFact[]> {
  const { picture, config, learners, notice } = reading
  const people = await learners(rows.map(({ userid }) => userid))
  const sessionIds = [...new Set(rows.map(({ sessionid }) => sessionid))]
  const sessions = await sessionsOf(reading, sessionIds)
  const starts = await startsOf(reading, sessionIds)
  const courses = await coursesOf(
    picture,
    config,
    [...sessions.values()].map(({ course }) => course),
  )
  return rows.flatMap((row) => {
    const learner = people.get(row.userid)
    const session = sessions.get(row.sessionid)
    if (learner === undefined || session === undefined) return []
    const course = courses.get(session.course) ?? null
    const status = STATUSES[row.statuscode]
    if (status === undefined) {
      notice('RB-9095', String(row.statuscode), { learner, course })
      return []
    }
    return {
      key: `${row.userid}.${session.facetoface}.${session.id}`,
      learner,
      course,
      facetoface: plainName(session.name ?? '', config.language),
      sessionId: session.id,
      sessionDate: starts.get(session.id) ?? null,
      status,
      time: milliseconds(row.timecreated),
      order: row.id,
    }
  })
}

async function sessionsOf({ picture }: Reading, ids: readonly number[]): Promise<Map<number, Session>> {
  const rows = await picture.rows<Session>(
    sql`select s.id, s.facetoface, f.name, f.course from ${table('facetoface_sessions')} s
        join ${table('facetoface')} f on f.id = s.facetoface
        where s.id ${among(ids)} and ${notBeingDeleted('facetoface', sql`f.id`)}`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** The earliest start of each session, unless it is not known: the plugin marks that, Totara then has no date. */
async function startsOf({ picture, schema }: Reading, ids: readonly number[]): Promise<Map<number, number>> {
  const known = schema.has('facetoface_sessions', 'datetimeknown') ? sql`s.datetimeknown = 1` : sql`1 = 1`
  const rows = await picture.rows<{ sessionid: number; start: number }>(
    sql`select d.sessionid, min(d.timestart) as start from ${table('facetoface_sessions_dates')} d
        join ${table('facetoface_sessions')} s on s.id = d.sessionid
        where d.sessionid ${among(ids)} and d.timestart > 0 and ${known}
        group by d.sessionid`,
  )
  return new Map(rows.map(({ sessionid, start }) => [sessionid, milliseconds(start)]))
}
