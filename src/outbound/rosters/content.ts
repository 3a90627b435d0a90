import type { RosterDataset } from '../../domain/activity.ts'
import type { RosterRow } from '../../domain/rosters.ts'
import { midnight } from '../../domain/values/dates.ts'
import type { PeopleFilter } from '../../sites/activity.ts'
import type { RosterQuestion, RosterSource } from '../../sites/roster.ts'
import type { Content, Piece } from '../content.ts'
import { record } from '../csv/cells.ts'
import { LINE_ENDS } from '../csv/profile.ts'
import type { ExportSite } from '../exports.ts'
import { headingsOf } from '../headings.ts'
import { askedFields, fieldOf } from '../people.ts'
import type { ExportSettings } from '../settings/settings.ts'
import { Speller } from '../speller.ts'
import { uniqueIdOf } from '../unique-id.ts'
import { rosterColumns } from './index.ts'
import type { RosterRules } from './roster.ts'

/** A full list of what a site holds now. Rows of people without a unique id are left out and counted (outbound rule O-16). */
export function rosterContent(
  source: RosterSource,
  { share }: ExportSite,
  rules: RosterRules<RosterDataset>,
  settings: ExportSettings,
): Content {
  const question = questionOf(rules, settings, share)
  const counts = { rows: 0, late: 0, corrected: 0, held: 0 }
  return {
    head: record(headingsOf(rosterColumns(rules), settings)) + LINE_ENDS[settings.lineEnding],
    counts,
    isEmpty: false,
    async *pieces(): AsyncGenerator<Piece> {
      for await (const rows of source.roster(rules.dataset, question)) {
        yield pieceOf(rows, rules, settings, counts)
      }
    },
  }
}

function questionOf(
  rules: RosterRules<RosterDataset>,
  { users, uniqueId, extraColumns }: ExportSettings,
  share: PeopleFilter | null,
): RosterQuestion {
  const filters = [users, share].filter((filter): filter is PeopleFilter => filter !== null)
  const fields = [uniqueId, ...extraColumns.map(({ field }) => field), ...filters.map(({ field }) => field)]
  return { ...askedFields([...rules.fields, ...fields]), filters }
}

function pieceOf(
  rows: readonly RosterRow[],
  rules: RosterRules<RosterDataset>,
  settings: ExportSettings,
  counts: { held: number },
): Piece {
  const speller = new Speller(settings)
  const day = (date: string) => (date === '' ? null : midnight(date, settings.timeZone))
  const columns = rosterColumns(rules).slice(rules.ofPeople ? 2 : 0)
  const lines: string[] = []
  for (const row of rows) {
    if (!isWanted(row, settings)) continue
    const cells = rules.cells(row as never, day).map((cell, index) => speller.cell(columns[index]!, cell))
    if ('learner' in row) {
      const { learner } = row
      const uniqueId = uniqueIdOf(learner, settings)
      if (uniqueId === '' && settings.missingUniqueId === 'hold') {
        counts.held++
        continue
      }
      cells.unshift(speller.text(learner.username), speller.text(uniqueId))
      for (const { field } of settings.extraColumns) cells.push(speller.text(fieldOf(learner, field) ?? ''))
    } else for (const _ of settings.extraColumns) cells.push('')
    lines.push(record(cells) + LINE_ENDS[settings.lineEnding])
  }
  return { text: lines.join(''), rows: lines.length }
}

function isWanted(row: RosterRow, { suspendedUsers, categories }: ExportSettings): boolean {
  if ('learner' in row && row.learner.suspended && suspendedUsers === 'exclude') return false
  if (categories === null || !('course' in row)) return true
  return row.course.categoryIds.some((id) => categories.has(id))
}
