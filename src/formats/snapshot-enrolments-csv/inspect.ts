import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { findSeparator } from '../csv/find-separator.ts'
import type { Separator } from '../csv/separator.ts'
import { streamCsv } from '../csv/stream-csv.ts'
import { rowFault } from '../datahub-csv/row-fault.ts'
import { shownName } from '../datahub-csv/shown.ts'
import { settleEncoding } from '../encodings/settle.ts'
import type { Inspection, Part, SourceFile } from '../format.ts'
import { inspectEach } from '../inspect-files.ts'
import { refuseOtherKind } from '../moodle-csv/inspect.ts'
import { inOrderOfDays } from '../snapshot-csv/date-in-name.ts'
import { refuseBadHeader } from '../snapshot-csv/list-header.ts'
import { type Layout, layoutOf } from './layout.ts'
import type { EnrolmentListSettings } from './settings.ts'

/** What ending the enrolments that a list lacks needs of the first look. */
interface Detail {
  /** Rows that say who is in which course. */
  readonly named: number
  /** Rows that do not fit the header. */
  readonly broken: number
}

interface Look extends Detail {
  readonly separator: Separator
  readonly layout: Layout
  readonly records: number
  readonly blankLines: number
  /** Of the first broken row. */
  readonly brokenLine: number
}

/**
 * Reads a whole list once (snapshot-sync.md 3.2). Throws RollbookError when the file is refused: what `refuseBadHeader`
 * throws, RB-1280 for a list without rows where missing enrolments are not kept, RB-1303 when it was sent as a file of
 * another kind, and RB-10xx for what cannot be read as CSV.
 */
export async function inspect(file: SourceFile, settings: EnrolmentListSettings): Promise<Inspection> {
  refuseOtherKind(file, 'enrolment')
  const { encoding, guessed, result } = await settleEncoding(file, settings.encoding, (encoding) =>
    look(file, encoding, settings),
  )
  const { separator, layout, records, blankLines, named, broken } = result
  const ends = settings.missingEnrolments !== 'keep'
  if (records === 0 && ends) throw refusal('RB-1280', { field: 'missingEnrolments' })
  const warnings: Finding[] = guessed ? [finding('RB-1008', { value: encoding })] : []
  for (const field of layout.unknown) warnings.push(finding('RB-1045', { field: shownName(field) }))
  if (ends && broken > 0) warnings.push(finding('RB-1283', { value: broken, line: result.brokenLine }))
  const detail: Detail = { named, broken }
  return {
    kind: 'enrolment',
    encoding,
    separator,
    header: layout.header,
    records,
    blankLines,
    mayRemove: 0,
    warnings,
    detail: { ...detail },
  }
}

/** Lists of one arrival are taken in the order of the days in their names (snapshot-sync.md 3.5). */
export async function inspectAll(
  files: readonly SourceFile[],
  settings: EnrolmentListSettings,
): Promise<Part[]> {
  return inOrderOfDays(await inspectEach((file) => inspect(file, settings), files), files)
}

/** The detail that `inspect` gave. */
export function detailOf({ detail }: Inspection): Detail {
  return detail as unknown as Detail
}

async function look(file: SourceFile, encoding: string, settings: EnrolmentListSettings): Promise<Look> {
  const separator = await findSeparator(file, encoding, settings.separator)
  const counts = { rows: 0, blankLines: 0 }
  let layout: Layout | null = null
  let named = 0
  let broken = 0
  let brokenLine = 0
  for await (const rows of streamCsv(file, { encoding, separator }, counts)) {
    for (const row of rows) {
      if (layout === null) {
        layout = layoutOf(row.cells, settings)
        refuseBadHeader(row, [layout.person, layout.course], separator)
      } else if (rowFault(row, layout.header) !== null) {
        if (broken === 0) brokenLine = row.line
        broken++
      } else if (isNamed(row.cells, layout)) named++
    }
  }
  if (layout === null) throw refusal('RB-1002')
  const { rows, blankLines } = counts
  return { separator, layout, records: rows - 1, blankLines, named, broken, brokenLine }
}

function isNamed(cells: readonly string[], { person, course }: Layout): boolean {
  return cells[person.index]!.trim() !== '' && cells[course.index]!.trim() !== ''
}
