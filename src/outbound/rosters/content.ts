import { refusal } from '../../domain/finding.ts'
import { midnight } from '../../domain/values/dates.ts'
import { ACTIVITY_BATCH, type PeopleFilter } from '../../sites/activity.ts'
import { checkQuestion } from '../../sites/embedded/activity/question.ts'
import { type LearnerRow, learnerOf } from '../../sites/embedded/activity/rows.ts'
import type { RosterQuestion } from '../../sites/embedded/read/rosters.ts'
import type { Content, Piece } from '../content.ts'
import { record } from '../csv/cells.ts'
import { LINE_ENDS } from '../csv/profile.ts'
import type { ExportSite } from '../exports.ts'
import { headingsOf } from '../headings.ts'
import type { OutboundHub } from '../hub.ts'
import { askedFields, fieldOf } from '../people.ts'
import type { ExportSettings } from '../settings/settings.ts'
import { Speller } from '../speller.ts'
import { rosterColumns } from './index.ts'
import type { RosterRules } from './roster.ts'

/** A row with what a list of people or courses is narrowed by. */
interface NarrowedRow extends Partial<LearnerRow> {
  readonly category_ids?: number[] | null
}

/**
 * A full list of what a site holds now. Rows of people without a unique id are left out and counted (outbound rule O-16).
 * Throws RB-7114 for a site that has no lists of its own, RB-4501 for a field that it does not know.
 */
export async function rosterContent(
  hub: OutboundHub,
  site: ExportSite,
  rules: RosterRules<object>,
  settings: ExportSettings,
): Promise<Content> {
  if (site.kind !== 'embedded') {
    throw refusal('RB-7114', {
      value: site.name,
      field: rules.dataset,
      kind: site.kind,
      accepted: 'embedded',
    })
  }
  const question = await questionOf(hub, site, settings)
  const counts = { rows: 0, late: 0, corrected: 0, held: 0 }
  return {
    head: record(headingsOf(rosterColumns(rules), settings)) + LINE_ENDS[settings.lineEnding],
    counts,
    isEmpty: false,
    async *pieces(): AsyncGenerator<Piece> {
      for await (const rows of hub.store.read(site.ownerId, rules.query(site.id, question), ACTIVITY_BATCH)) {
        yield pieceOf(rows as NarrowedRow[], rules, settings, question, counts)
      }
    },
  }
}

async function questionOf(
  hub: OutboundHub,
  site: ExportSite,
  { users, uniqueId, extraColumns }: ExportSettings,
): Promise<RosterQuestion> {
  const filters = [users, site.share].filter((filter): filter is PeopleFilter => filter !== null)
  const fields = [uniqueId, ...extraColumns.map(({ field }) => field)]
  const question = { from: 0, to: 0, people: null, ...askedFields(fields), filters }
  const known = await hub.store.asOrganisation(site.ownerId, ({ db }) =>
    db.selectFrom('site_profile_field').select('shortname').where('site_id', '=', site.id).execute(),
  )
  const shortnames = known.map(({ shortname }) => shortname)
  for (const people of [null, ...filters]) checkQuestion({ ...question, people }, shortnames)
  return question
}

function pieceOf(
  rows: readonly NarrowedRow[],
  rules: RosterRules<object>,
  settings: ExportSettings,
  question: RosterQuestion,
  counts: { held: number },
): Piece {
  const speller = new Speller(settings)
  const day = (date: string) => (date === '' ? null : midnight(date, settings.timeZone))
  const columns = rosterColumns(rules).slice(rules.ofPeople ? 2 : 0)
  const lines: string[] = []
  for (const row of rows) {
    if (row.suspended === true && settings.suspendedUsers === 'exclude') continue
    if (settings.categories !== null && 'category_ids' in row) {
      if (!row.category_ids?.some((id) => settings.categories!.has(id))) continue
    }
    const cells = rules.cells(row, day).map((cell, index) => speller.cell(columns[index]!, cell))
    if (rules.ofPeople) {
      const learner = learnerOf(row as LearnerRow, question)
      const given = fieldOf(learner, settings.uniqueId) ?? ''
      const blank = given.trim() === ''
      if (blank && settings.missingUniqueId === 'hold') {
        counts.held++
        continue
      }
      cells.unshift(speller.text(learner.username), speller.text(blank ? '' : given))
      for (const { field } of settings.extraColumns) cells.push(speller.text(fieldOf(learner, field) ?? ''))
    } else for (const _ of settings.extraColumns) cells.push('')
    lines.push(record(cells) + LINE_ENDS[settings.lineEnding])
  }
  return { text: lines.join(''), rows: lines.length }
}
