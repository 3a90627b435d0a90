import type { ActivityDataset, ActivityFacts, Learner } from '../domain/activity.ts'
import type { Candidate } from './candidate.ts'
import { quoted, record } from './csv/cells.ts'
import { LINE_ENDS } from './csv/profile.ts'
import type { Cell, DatasetRow, DatasetRules } from './datasets/dataset.ts'
import { REQUIRED_COLUMNS } from './headings.ts'
import { fieldOf } from './people.ts'
import type { ExportSettings } from './settings/settings.ts'
import { Speller } from './speller.ts'
import { uniqueIdOf } from './unique-id.ts'

/** Spells the rows of a dataset as an export's settings say. */
export class RowMaker<D extends ActivityDataset> {
  readonly #rules: DatasetRules<D>
  readonly #settings: ExportSettings
  readonly #speller: Speller
  #person: Person | null = null

  constructor(rules: DatasetRules<D>, settings: ExportSettings) {
    this.#rules = rules
    this.#settings = settings
    this.#speller = new Speller(settings)
  }

  candidate({ key, learner }: ActivityFacts[D], row: DatasetRow): Candidate {
    // Rows of a person often follow one another.
    if (this.#person?.learner !== learner) this.#person = this.#personOf(learner)
    const { head, tail, who, held } = this.#person
    const speller = this.#speller
    let own = `${head},${quoted(speller.date('Date', row.at))}`
    for (let index = 0; index < row.cells.length; index++)
      own += `,${quoted(speller.cell(this.#rules.columns[index]!, row.cells[index]!))}`
    return {
      at: row.at,
      username: learner.username,
      names: row.order.names,
      number: row.order.number,
      line: own + tail,
      key,
      content: own,
      facts: row.once ? key : `[${who},${row.at},${jsonOf(row.cells)}]`,
      held,
    }
  }

  #personOf(learner: Learner): Person {
    const { uniqueId, missingUniqueId, extraColumns, lineEnding } = this.#settings
    const speller = this.#speller
    const given = uniqueIdOf(learner, this.#settings)
    const extra = extraColumns.map(({ field }) => speller.text(fieldOf(learner, field) ?? ''))
    return {
      learner,
      head: record([speller.text(learner.username), speller.text(given)]),
      tail: (extra.length === 0 ? '' : `,${record(extra)}`) + LINE_ENDS[lineEnding],
      who: JSON.stringify(whoIs(learner, uniqueId)),
      held: given === '' && missingUniqueId === 'hold',
    }
  }
}

/** What all rows of a person share. */
interface Person {
  readonly learner: Learner
  /** The first cells of a record. */
  readonly head: string
  /** The last ones, and the line end. */
  readonly tail: string
  /** Of `facts`. */
  readonly who: string
  readonly held: boolean
}

/** All columns of a dataset's files by their default headings. */
export function columnsOf(rules: DatasetRules<ActivityDataset>): string[] {
  return [...REQUIRED_COLUMNS, ...rules.columns]
}

/** Not the chosen identifier alone: that another is chosen changes how a row is spelled, not what it says. */
function whoIs(learner: Learner, uniqueId: string): string[] {
  const own = uniqueId.startsWith('profile.') ? fieldOf(learner, uniqueId) : null
  return [learner.username, learner.idnumber, learner.email, own ?? '']
}

/** Text that JSON holds as it is. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/

/** As `JSON.stringify`, which takes twice as long for the few plain texts of a row. */
export function jsonOf(cells: readonly Cell[]): string {
  let json = ''
  for (const cell of cells) {
    const isPlain = typeof cell === 'string' && PLAIN.test(cell)
    json += `${json === '' ? '' : ','}${isPlain ? `"${cell}"` : JSON.stringify(cell)}`
  }
  return `[${json}]`
}
