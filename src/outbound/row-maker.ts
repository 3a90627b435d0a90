import type { ActivityDataset, ActivityFacts, Learner } from '../domain/activity.ts'
import { type Candidate, digest } from './candidate.ts'
import { record } from './csv/cells.ts'
import { LINE_ENDS } from './csv/profile.ts'
import type { DatasetRow, DatasetRules } from './datasets/dataset.ts'
import { REQUIRED_COLUMNS } from './headings.ts'
import { fieldOf } from './people.ts'
import type { ExportSettings } from './settings/settings.ts'
import { Speller } from './speller.ts'

/** Spells the rows of a dataset as an export's settings say. */
export class RowMaker<D extends ActivityDataset> {
  readonly #rules: DatasetRules<D>
  readonly #settings: ExportSettings
  readonly #speller: Speller

  constructor(rules: DatasetRules<D>, settings: ExportSettings) {
    this.#rules = rules
    this.#settings = settings
    this.#speller = new Speller(settings)
  }

  candidate({ key, learner }: ActivityFacts[D], row: DatasetRow): Candidate {
    const { uniqueId, missingUniqueId, extraColumns } = this.#settings
    const speller = this.#speller
    const given = fieldOf(learner, uniqueId) ?? ''
    const blank = given.trim() === ''
    const own = record([
      speller.text(learner.username),
      speller.text(blank ? '' : given),
      speller.date('Date', row.at),
      ...row.cells.map((cell, index) => speller.cell(this.#rules.columns[index]!, cell)),
    ])
    const extra = extraColumns.map(({ field }) => speller.text(fieldOf(learner, field) ?? ''))
    const line = extra.length === 0 ? own : `${own},${record(extra)}`
    return {
      at: row.at,
      username: learner.username,
      ...row.order,
      line: line + LINE_ENDS[this.#settings.lineEnding],
      digests: {
        key: digest(key),
        content: digest(own),
        facts: digest(row.once ? key : JSON.stringify([whoIs(learner, uniqueId), row.at, row.cells])),
      },
      held: blank && missingUniqueId === 'hold',
    }
  }
}

/** All columns of a dataset's files by their default headings. */
export function columnsOf(rules: DatasetRules<ActivityDataset>): string[] {
  return [...REQUIRED_COLUMNS, ...rules.columns]
}

/** Not the chosen identifier alone: that another is chosen changes how a row is spelled, not what it says. */
function whoIs({ username, idnumber, email, ...rest }: Learner, uniqueId: string): string[] {
  const own = uniqueId.startsWith('profile.')
    ? fieldOf({ username, idnumber, email, ...rest }, uniqueId)
    : null
  return [username, idnumber, email, own ?? '']
}
