import { FILE_KINDS, type FileKind } from '../../domain/action.ts'
import { RollbookError } from '../../domain/finding.ts'
import { csvSettings } from '../detect/csv-settings.ts'
import { listed, NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import type { Table } from '../detect/table.ts'
import type { FieldMapping } from './field-mapping.ts'
import { sameName } from './fields.ts'
import { kindOf } from './kind.ts'
import { actionNames, type Layout, layoutOf } from './layout.ts'
import { ACTION_WORDS } from './verbs.ts'

/** The columns of the formats as they are without a feed's mapping. */
const UNMAPPED: FieldMapping = { user: {}, course: {}, enrolment: {} }

const ACTION_COLUMNS = new Set(FILE_KINDS.flatMap((kind) => actionNames(kind, UNMAPPED)))

/** Does a header name the column that these files alone have, the one that says what a row asks for? */
export function hasActionColumn({ header }: Table): boolean {
  return header.some((cell) => ACTION_COLUMNS.has(sameName(cell)))
}

/** Knows the files by their action column and its words. */
export function recognise(sample: Sample): Recognition {
  const { table } = sample
  const settings = csvSettings(sample)
  if (table === null || settings === null) return NOT_OURS
  const kind = kindIn(table)
  if (!hasActionColumn(table)) return withoutAction(table, kind, settings)
  if (kind === null) {
    const why = 'the header has an action column, but its other columns do not say which kind of file it is'
    return { confidence: 'possible', kind, reasons: [why], settings }
  }
  const { actions, columns } = layoutOf(table.header, kind, UNMAPPED)
  const names = [...actions.map(({ label }) => label), ...known(columns)]
  const header = `the header has ${listed(names)}`
  const words = table.rows.map((row) => row[actions[0]?.index ?? 0] ?? '').map((word) => word.toLowerCase())
  const good = words.filter((word) => ACTION_WORDS.has(word)).length
  if (words.length === 0) return { confidence: 'likely', kind, reasons: [header], settings }
  return {
    confidence: good === words.length ? 'certain' : good > 0 ? 'likely' : 'possible',
    kind,
    reasons: [header, `${good} of ${words.length} rows looked at have an action such as create or update`],
    settings,
  }
}

/** Somebody may have forgotten the column. */
function withoutAction(
  { header }: Table,
  kind: FileKind | null,
  settings: Recognition['settings'],
): Recognition {
  if (kind === null) return NOT_OURS
  const { columns } = layoutOf(header, kind, UNMAPPED)
  if (columns.length * 2 < header.length) return NOT_OURS
  const reasons = [`the header has ${listed(known(columns))}, but no action column`]
  return { confidence: 'possible', kind, reasons, settings }
}

function known(columns: Layout['columns']): string[] {
  return columns.map(({ label }) => label)
}

function kindIn({ header }: Table): FileKind | null {
  try {
    return kindOf(header, undefined, UNMAPPED)
  } catch (error) {
    if (error instanceof RollbookError) return null
    throw error
  }
}
