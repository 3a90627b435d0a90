import { sql } from 'kysely'
import { refusal } from '../../domain/finding.ts'
import { fixedText, parseDecimal } from '../../domain/values/decimal.ts'
import { csvRow } from '../../formats/csv/writer.ts'
import type { PeopleFilter } from '../../sites/activity.ts'
import { ACTIVITY_BATCH } from '../../sites/activity.ts'
import { type GradeRecordRow, gradeRecords } from '../../sites/embedded/read/grade-records.ts'
import type { Content, Piece } from '../content.ts'
import type { ExportSite } from '../exports.ts'
import type { OutboundHub } from '../hub.ts'
import { letterOf } from '../letters.ts'
import { dayText, instantOf, type ProfileFieldRow, profileText } from './profile-value.ts'
import type { DatahubGradeSettings } from './settings.ts'

/** Data Hub rule X-2. */
const COLUMNS = [
  'First Name',
  'Last Name',
  'Username',
  'User Idnumber',
  'Course Idnumber',
  'Start Date',
  'End Date',
  'Grade',
  'Letter',
]
const GRADE_PLACES = 5
const NO_LETTER = '-'

/**
 * The grades of a site in the layout of Data Hub, version 1 (rules ).
 *
 * @param since milliseconds since 1970 UTC; null: all
 * Throws RB-7114 for a site that has no grade records of its own.
 */
export async function gradeContent(
  hub: OutboundHub,
  site: ExportSite,
  settings: DatahubGradeSettings,
  now: number,
  since: number | null,
): Promise<Content> {
  if (site.kind !== 'embedded') {
    throw refusal('RB-7114', { value: site.name, field: 'grade', kind: site.kind, accepted: 'embedded' })
  }
  const known = await hub.store.asOrganisation(site.ownerId, ({ db }) =>
    sql<ProfileFieldRow>`select shortname, name, type, default_value, include_time from site_profile_field
      where site_id = ${site.id}`.execute(db),
  )
  const fields = settings.exportProfileFields.flatMap(({ field, header }) => {
    const found = known.rows.find(({ shortname }) => shortname === field)
    return found === undefined ? [] : { ...found, header: header || found.name }
  })
  const people = [settings.users, site.share].filter((filter): filter is PeopleFilter => Boolean(filter))
  const query = gradeRecords(site.id, people, since)
  const zone = site.timeZone
  const ended = dayText(now, zone)
  return {
    head: `${csvRow([...COLUMNS, ...fields.map(({ header }) => header)])}\n`,
    counts: { rows: 0, late: 0, corrected: 0, held: 0 },
    isEmpty: false,
    async *pieces(): AsyncGenerator<Piece> {
      for await (const rows of hub.store.read(site.ownerId, query, ACTIVITY_BATCH)) {
        const lines = rows.map((row) => `${csvRow(cellsOf(row, fields, zone, ended))}\n`)
        yield { text: lines.join(''), rows: rows.length }
      }
    },
  }
}

function cellsOf(
  row: GradeRecordRow,
  fields: readonly ProfileFieldRow[],
  zone: string,
  ended: string,
): string[] {
  const started = instantOf(row.startdate, zone)
  const number = row.grade === null ? null : parseDecimal(row.grade)
  return [
    row.firstname,
    row.lastname,
    row.username,
    row.idnumber,
    // The short name: so the original has it (quirk Q-20).
    row.shortname,
    started === null ? '' : dayText(started, zone),
    ended,
    number === null ? '' : fixedText(number, GRADE_PLACES),
    row.grade === null ? NO_LETTER : (letterOf({ ...row, grade: row.grade }) ?? NO_LETTER),
    ...fields.map((field) => profileText(field, row.profile, zone)),
  ]
}
