import { createHash } from 'node:crypto'
import type { Action, DatahubAction, FileKind } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { recordKey, SEPARATOR } from '../../domain/record-key.ts'
import { type Nature, natureOf } from '../../domain/record-nature.ts'
import type { CsvRecord } from '../csv/record.ts'
import type { SourceRecord } from '../format.ts'
import { erasingOf } from './erasing.ts'
import { type FieldColumn, layoutOf } from './layout.ts'
import { rowFault } from './row-fault.ts'
import type { DatahubSettings } from './settings.ts'
import { shownName } from './shown.ts'
import { type Verb, verbsOf } from './verbs.ts'

type Values = Record<string, string>

/** Before it is complete, an action of any kind. */
interface Asked {
  kind: FileKind
  verb: Verb
  fields: Values
  find?: Values
  profile?: Values
  erase?: string[]
}

/**
 * Makes the function that turns the rows under an accepted header into records.
 *
 * `mayHoldSeparator` says whether U+001F, which joins the cells of `text` and the parts of keys, was seen in the file;
 * looking for it in every cell would cost more than reading them.
 */
export function rowReader(
  header: readonly string[],
  kind: FileKind,
  settings: DatahubSettings,
): (row: CsvRecord, mayHoldSeparator: boolean) => SourceRecord {
  const { actions, columns } = layoutOf(header, kind, settings.fieldMapping)
  const verbs = verbsOf(kind, settings)
  const action = actions[0]!
  const signature = signatureOf(kind, columns, settings)
  const erasing = erasingOf(kind, columns, settings)
  const places = columns.map((column) => placeOf(column))
  function placeOf(column: FieldColumn) {
    const { index, field } = column
    const outlines = field.target === 'find' || (field.target === 'fields' && OUTLINE[kind].has(field.as))
    return { column, index, as: field.as, target: field.target, outlines }
  }
  /** What `text` is joined from; one array for all rows. */
  const parts: string[] = new Array(places.length + 1).fill('')
  const put = (asked: Asked, { as, target }: (typeof places)[number], value: string) => {
    if (target === 'fields') asked.fields[as] = value
    else valuesOf(asked, target)[as] = value
  }
  const erase = (asked: Asked, { as, target }: (typeof places)[number]) => {
    if (target === 'profile') valuesOf(asked, target)[as] = ''
    else asked.erase = [...(asked.erase ?? []), as]
  }
  const actionOf = (text: string, verb: Verb): Action => {
    const cells = text.split(SEPARATOR)
    const asked: Asked = { kind, verb, fields: {} }
    for (let i = 0; i < places.length; i++) {
      const value = cells[i + 1]!
      const place = places[i]!
      if (erasing?.erases(value, place.column)) erase(asked, place)
      else if (value !== '') put(asked, place, value)
    }
    return asked as Action
  }

  return (row, mayHoldSeparator) => {
    const { cells, line } = row
    const shape = rowFault(row, header)
    if (shape !== null) return refused(row, shape)
    const word = cells[action.index]!
    const verb = verbs.get(word)
    if (verb === undefined) return refused(row, unknownAction(word, action.label, kind, verbs))
    if (mayHoldSeparator) {
      const column = columns.find(({ index }) => cells[index]!.includes(SEPARATOR))
      if (column !== undefined) return refused(row, finding('RB-1028', { field: shownName(column.label) }))
    }

    const fault = erasing?.fault(cells, verb) ?? null
    if (fault !== null) return refused(row, fault)

    const outline: Asked = { kind, verb, fields: {} }
    parts[0] = signature + verb
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!
      const value = cells[place.index]!
      parts[i + 1] = value
      if (place.outlines && value !== '' && !erasing?.erases(value, place.column)) put(outline, place, value)
    }
    return new Row(line, parts.join(SEPARATOR), outline as Action, actionOf)
  }
}

/**
 * A row that asks for something: of most rows of a file that was sent before, nobody needs to know what. It holds nothing
 * that was cut out of the file's text, which would stay whole as long as the row.
 */
class Row implements SourceRecord {
  readonly line: number
  readonly key: string | null
  readonly text: string
  readonly nature: Nature
  readonly #verb: Verb
  readonly #actionOf: (text: string, verb: Verb) => Action

  constructor(line: number, text: string, outline: Action, actionOf: (text: string, verb: Verb) => Action) {
    this.line = line
    this.key = recordKey(outline)
    this.text = text
    this.nature = natureOf(outline)
    this.#verb = outline.verb as Verb
    this.#actionOf = actionOf
  }

  get action(): Action {
    return this.#actionOf(this.text, this.#verb)
  }
}

/** Fields that say what a record is about (`domain/record-key.ts`), or whether it names somebody anew. */
const OUTLINE: Readonly<Record<DatahubAction['kind'], ReadonlySet<string>>> = {
  user: new Set(['username', 'email', 'idnumber']),
  course: new Set(['shortname']),
  enrolment: new Set(['username', 'email', 'idnumber', 'context', 'instance', 'role']),
}

function valuesOf(asked: Asked, target: 'find' | 'profile'): Values {
  const values = asked[target] ?? {}
  asked[target] = values
  return values
}

/** Stands in `text` for what columns and cells mean, so that the same values meant otherwise are no equal text. */
function signatureOf(
  kind: FileKind,
  columns: readonly FieldColumn[],
  { emptyCells, eraseToken }: DatahubSettings,
): string {
  const states = emptyCells === 'leave' && eraseToken === '' ? [] : [emptyCells, eraseToken]
  const names = [kind, ...columns.map((column) => column.field.name), ...states].join(SEPARATOR)
  return `${createHash('sha256').update(names).digest('base64url').slice(0, 16)} `
}

function refused({ line, cells }: CsvRecord, because: Finding): SourceRecord {
  return { line, key: null, text: cells.join(SEPARATOR), finding: because }
}

function unknownAction(
  word: string,
  label: string,
  kind: FileKind,
  verbs: ReadonlyMap<string, Verb>,
): Finding {
  const field = shownName(label)
  const accepted = [...verbs.keys()]
  if (word === '') return finding('RB-1061', { field, value: word, accepted })
  if (kind === 'user' && word === 'disable') return finding('RB-1062', { field, value: word })
  return finding('RB-1060', { field, value: word, accepted })
}
