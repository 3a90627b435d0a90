import { ACTIVITY_ERRORS } from './activity.ts'
import { CONFIG_ERRORS } from './config.ts'
import { COURSE_ERRORS } from './courses.ts'
import { DELIVERY_ERRORS } from './delivery.ts'
import { ENROLMENT_ERRORS } from './enrolments.ts'
import { FILE_ERRORS } from './files.ts'
import { IMS_ERRORS } from './ims.ts'
import { MAIL_ERRORS } from './mail.ts'
import { MOODLE_FILE_ERRORS } from './moodle-files.ts'
import { ONEROSTER_ERRORS } from './oneroster.ts'
import { OUTBOUND_ERRORS } from './outbound.ts'
import { REMOTE_SITE_ERRORS } from './remote-site.ts'
import { RUN_ERRORS } from './runs.ts'
import { SFTP_ERRORS } from './sftp.ts'
import { SNAPSHOT_ERRORS } from './snapshot.ts'
import { STORAGE_ERRORS } from './storage.ts'
import { STORE_ERRORS } from './store.ts'
import { SYNC_ACCOUNT_ERRORS } from './sync-accounts.ts'
import { SYNC_COURSE_ERRORS } from './sync-courses.ts'
import { SYNC_MEMBERSHIP_ERRORS } from './sync-memberships.ts'
import { USER_ERRORS } from './users.ts'
import { XML_ERRORS } from './xml.ts'

/**
 * Every error of Rollbook, by its stable code. Numbers are never used again for something else.
 * `docs/reference/errors.md` has a paragraph for each; a test holds the two together.
 *
 * | range | subject |
 * | --- | --- |
 * | RB-1000 | files: bytes, encodings, headers, rows |
 * | RB-2000 | users (and values that all records share) |
 * | RB-3000 | courses and categories |
 * | RB-4000 | enrolments, roles, groups, what learners did |
 * | RB-5000 | runs and plans |
 * | RB-6000 | the store |
 * | RB-7000 | mail, files of organisations, SFTP |
 * | RB-8000 | settings and the command line |
 * | RB-9000 | sites reached by web services |
 */
export const CATALOGUE = {
  ...FILE_ERRORS,
  ...MOODLE_FILE_ERRORS,
  ...XML_ERRORS,
  ...IMS_ERRORS,
  ...ONEROSTER_ERRORS,
  ...SNAPSHOT_ERRORS,
  ...USER_ERRORS,
  ...SYNC_ACCOUNT_ERRORS,
  ...COURSE_ERRORS,
  ...SYNC_COURSE_ERRORS,
  ...ENROLMENT_ERRORS,
  ...SYNC_MEMBERSHIP_ERRORS,
  ...ACTIVITY_ERRORS,
  ...RUN_ERRORS,
  ...STORE_ERRORS,
  ...MAIL_ERRORS,
  ...OUTBOUND_ERRORS,
  ...STORAGE_ERRORS,
  ...SFTP_ERRORS,
  ...DELIVERY_ERRORS,
  ...CONFIG_ERRORS,
  ...REMOTE_SITE_ERRORS,
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof CATALOGUE

export interface CatalogueEntry {
  /** A sentence with `{placeholders}`: what was seen and what would be accepted. */
  readonly message: string
}
