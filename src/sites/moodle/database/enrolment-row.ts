import type { Enrolment } from '../../../domain/entities.ts'
import { type Sql, sql, table } from '../../../transport/moodle-db/sql.ts'
import { milliseconds } from './window.ts'

/** Somebody in a course by one method. Times are seconds. */
export interface EnrolmentRow {
  readonly userid: number
  readonly courseid: number
  readonly method: string
  /** Of the method in the course: 0 is on. */
  readonly off: number
  readonly status: number
  readonly timestart: number
  readonly timeend: number
}

/** The columns of `EnrolmentRow`, of `ENROLMENTS`. */
export const ENROLMENT_COLUMNS: Sql = sql`
  ue.userid, e.courseid, e.enrol as method, e.status as off, ue.status, ue.timestart, ue.timeend`

/** The enrolments `ue`, each with its method in the course, `e`. */
export const ENROLMENTS: Sql = sql`
  ${table('user_enrolments')} ue join ${table('enrol')} e on e.id = ue.enrolid`

/** Neither the method in the course nor the enrolment is off, whatever the time. */
export function isOn({ off, status }: EnrolmentRow): boolean {
  return off === 0 && status === 0
}

/** What an enrolment says of when it lets somebody in. Times are milliseconds since 1970 UTC, null for no bound. */
export function accessOf(row: EnrolmentRow): Pick<Enrolment, 'status' | 'timeStart' | 'timeEnd'> {
  return {
    status: isOn(row) ? 'active' : 'suspended',
    timeStart: boundOf(row.timestart),
    timeEnd: boundOf(row.timeend),
  }
}

/** The default of the column for the end of an enrolment, which stands for none, as 0 does. */
const NEVER = 2_147_483_647

function boundOf(seconds: number): number | null {
  return seconds === 0 || seconds === NEVER ? null : milliseconds(seconds)
}
