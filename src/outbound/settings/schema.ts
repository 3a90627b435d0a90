import * as z from 'zod'
import { deliverTo } from './destinations.ts'
import { RETENTION_LEAST_DAYS } from './limits.ts'
import { deliverBy, startAt, warnAt } from './times.ts'

const text = z.string()
const flag = z.boolean()
const heading = z.record(text, text).default({})
const days = z.number().int().min(0).max(3660)

/** Columns that a file has besides those of its dataset: a field of the account, or `profile.<shortname>`. */
const extraColumn = z.strictObject({ field: text.min(1), heading: text.optional() })

/** Outbound rule O-49: blank matches everybody without a value, and so nobody may ask for it. */
const people = z.strictObject({
  field: text.min(1),
  equals: text.refine((value) => value.trim() !== '', { error: 'a text that is not blank' }),
})

/**
 * Settings of an export in the layout of the outbound contract. Names, meaning and defaults up to `users`:
 * `reference/outbound-files` section 10; the rest is Rollbook's own.
 */
export const contractSettings = z.strictObject({
  timeZone: text.default('Europe/London'),
  dateFormat: text.default('yyyy-MM-dd'),
  dateFormats: heading.describe('{ heading: date format }'),
  columns: heading.describe('{ default heading: heading }'),
  only: z.enum(['completed', 'all']).default('completed'),
  uniqueId: text
    .regex(/^(?:idnumber|id|email|profile\..+)$/, { error: 'idnumber, id, email, profile.<shortname>' })
    .default('idnumber'),
  missingUniqueId: z.enum(['hold', 'send']).default('hold'),
  suspendedUsers: z.enum(['include', 'exclude']).default('include'),
  formulaCells: z.enum(['keep', 'prefix']).default('keep'),
  lineBreaksInValues: z.enum(['keep', 'space']).default('keep'),
  bom: flag.default(false),
  lineEnding: z.enum(['CRLF', 'LF']).default('CRLF'),
  emptyFiles: z.enum(['header', 'skip']).default('header'),
  lateRecords: z.enum(['include', 'ignore']).default('include'),
  lookbackDays: days.default(28),
  startFrom: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
  catchUp: flag.default(true),
  retentionDays: z.number().int().default(RETENTION_LEAST_DAYS),
  users: people.optional(),
  /** Ids of course categories of the site: only what belongs to a course in or below one of them is sent. */
  categories: z.array(z.number().int().positive()).min(1).optional(),
  /** A folder below the outbox; empty: the home folder of the accounts. */
  folder: text.default(''),
  /** Puts a manifest beside each file: `NAME.manifest.json`. */
  manifest: flag.default(false),
  statusWords: heading.describe('{ status: word of the receiver }'),
  extraColumns: z.array(extraColumn).default([]),
  /** Short names of courses: their completions are the pathways, instead of programs. */
  pathwayCourses: z.array(text.min(1)).max(1000).default([]),
  /** Completed learning plans are pathways, instead of programs. */
  learningPlans: flag.default(false),
  startAt,
  warnAt,
  deliverBy,
  deliverTo,
})

/** Settings of a grade export in the layout of Data Hub, version 1 (`reference/data-hub` sections 9 and 10). */
export const datahubGradeSettings = z.strictObject({
  exportPath: text.default('/datahub/dhexport_version1'),
  exportFile: text.min(1).default('export_version1.csv'),
  exportTimestamp: flag.default(true),
  exportNonIncremental: flag.default(false),
  exportIncrementalDelta: text.default('1d'),
  exportProfileFields: z.array(z.strictObject({ field: text.min(1), header: text.optional() })).default([]),
  users: people.optional(),
  deliverTo,
})
