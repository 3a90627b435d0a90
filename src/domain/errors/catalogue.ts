import { CONFIG_ERRORS } from './config.ts'
import { COURSE_ERRORS } from './courses.ts'
import { ENROLMENT_ERRORS } from './enrolments.ts'
import { FILE_ERRORS } from './files.ts'
import { MAIL_ERRORS } from './mail.ts'
import { RUN_ERRORS } from './runs.ts'
import { STORE_ERRORS } from './store.ts'
import { USER_ERRORS } from './users.ts'

/**
 * Every error of Rollbook, by its stable code. Numbers are never used again for something else.
 * `docs/reference/errors.md` has a paragraph for each; a test holds the two together.
 *
 * | range | subject |
 * | --- | --- |
 * | RB-1000 | files: bytes, encodings, headers, rows |
 * | RB-2000 | users (and values that all records share) |
 * | RB-3000 | courses and categories |
 * | RB-4000 | enrolments, roles, groups |
 * | RB-5000 | runs and plans |
 * | RB-6000 | the store |
 * | RB-7000 | mail |
 * | RB-8000 | settings and the command line |
 */
export const CATALOGUE = {
  ...FILE_ERRORS,
  ...USER_ERRORS,
  ...COURSE_ERRORS,
  ...ENROLMENT_ERRORS,
  ...RUN_ERRORS,
  ...STORE_ERRORS,
  ...MAIL_ERRORS,
  ...CONFIG_ERRORS,
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof CATALOGUE

export interface CatalogueEntry {
  /** A sentence with `{placeholders}`: what was seen and what would be accepted. */
  readonly message: string
}
