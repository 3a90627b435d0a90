import type { SignupStatus } from '../../domain/activity.ts'
import type { DatasetRules } from './dataset.ts'

/** English names of the plugin (outbound rule O-21). */
const LABELS: Readonly<Record<SignupStatus, string>> = {
  requested: 'Requested',
  approved: 'Approved',
  declined: 'Declined',
  waitlisted: 'Wait-listed',
  booked: 'Booked',
  user_cancelled: 'User Cancelled',
  session_cancelled: 'Session Cancelled',
  no_show: 'No show',
  unable_to_attend: 'Unable to attend',
  partially_attended: 'Partially attended',
  fully_attended: 'Fully attended',
}

/** Sign-ups for sessions, a row for each with its last status of the day. */
export const faceToFace: DatasetRules<'face-to-face'> = {
  dataset: 'face-to-face',
  prefix: 'F2F',
  columns: ['Face to Face Name', 'Session ID', 'Session Date', 'Status'],
  once: () => false,
  row: (fact) => ({
    at: fact.time,
    cells: [
      fact.facetoface,
      String(fact.sessionId),
      { instant: fact.sessionDate },
      { status: LABELS[fact.status] },
    ],
    order: { names: [fact.facetoface], number: fact.sessionId },
  }),
  later: (one, other) => one.time > other.time || (one.time === other.time && one.order > other.order),
}
