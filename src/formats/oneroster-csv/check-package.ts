import { type Finding, finding, RollbookError, refusal } from '../../domain/finding.ts'
import type { SourceFile } from '../format.ts'
import type { IdSet } from '../ids/id-set.ts'
import type { Column } from './column.ts'
import { endBeforeStart } from './end-before-start.ts'
import { type Layout, layoutOf, refuseMissing, unknownColumns } from './layout.ts'
import { findTables, type ListedTable, missingFile, type Package, PackageRefusal } from './package.ts'
import { lostReference, type References } from './references.ts'
import { DATE_ORDER, isFollowed, REFERENCES } from './relations.ts'
import { BrokenRules, type ConformanceReport, type FileReport } from './report.ts'
import { Row } from './row.ts'
import { rowFaults } from './row-faults.ts'
import { scanTable } from './scan-table.ts'
import { streamRows } from './stream-rows.ts'
import { columnsOf, isImported } from './tables.ts'
import type { Version } from './vocabulary.ts'

/**
 * Reads every file that the manifest lists, also those that are not imported, and tells each rule that is broken. It
 * goes on where an import would refuse the package. Memory is that of the sourcedIds, as an `IdSet` for each file.
 */
export async function checkPackage(files: readonly SourceFile[]): Promise<ConformanceReport> {
  let found: Awaited<ReturnType<typeof findTables>>
  try {
    found = await findTables(files)
  } catch (error) {
    if (error instanceof PackageRefusal) return { version: null, refusal: error.finding, files: [] }
    throw error
  }
  const { version } = found.manifest
  const ids = await idsOf(found)
  const missing = found.missing.map((table): FileReport => {
    const broken = new BrokenRules()
    broken.add(missingFile(table).finding, 'package')
    return { ...fileOf(table), rows: null, broken: broken.list() }
  })
  const read: FileReport[] = []
  for (const table of found.tables) read.push(await checkTable(table, version, ids))
  return { version, refusal: null, files: [...missing, ...read] }
}

function fileOf({ name, mode }: Pick<ListedTable, 'name' | 'mode'>) {
  return { name: `${name}.csv`, mode, isImported: isImported(name) }
}

interface TableIds extends References {
  readonly doubled: IdSet
}

/** Of each file that can be read to its end; what refers to another one is not judged. */
async function idsOf({ manifest, tables }: Package): Promise<ReadonlyMap<string, TableIds>> {
  const ids = new Map<string, TableIds>()
  for (const { name, mode, source } of tables) {
    try {
      const scan = await scanTable(source, columnsOf(manifest.version, name)!, mode)
      const has = (id: string) => scan.ids.has(id)
      ids.set(name, { file: `${name}.csv`, isWhole: mode === 'bulk', has, doubled: scan.doubled })
    } catch (error) {
      if (!(error instanceof RollbookError)) throw error
    }
  }
  return ids
}

async function checkTable(
  table: ListedTable,
  version: Version,
  ids: ReadonlyMap<string, TableIds>,
): Promise<FileReport> {
  const { name, mode, source } = table
  const columns = columnsOf(version, name)!
  const broken = new BrokenRules()
  const effect = isImported(name) ? 'row' : 'none'
  const doubled = ids.get(name)?.doubled
  let layout: Layout | null = null
  let rows: number | null = 0
  try {
    for await (const records of streamRows(source)) {
      for (const record of records) {
        if (layout === null) {
          layout = layoutOf(record, columns, mode)
          checkHeader(layout, columns, broken)
          continue
        }
        rows++
        const faults = rowFaults(record, layout, version)
        for (const fault of faults.flatMap(eachField)) broken.add(fault, effect, record.line)
        const row = new Row(record, layout)
        const { sourcedId } = row
        if (doubled?.has(sourcedId)) {
          broken.add(finding('RB-1240', { field: 'sourcedId', value: sourcedId }), effect, row.line)
        }
        if (faults.length === 0 && !row.isWithdrawn) checkRelations(row, name, ids, broken)
      }
    }
    if (layout === null) throw refusal('RB-1002')
  } catch (error) {
    if (!(error instanceof RollbookError)) throw error
    broken.add(error.finding, isImported(name) ? 'package' : 'none')
    rows = null
  }
  return { ...fileOf(table), rows, broken: broken.list() }
}

/** Values that are missing in one row break a rule in each of their columns. */
function eachField(fault: Finding): Finding[] {
  if (fault.code !== 'RB-1241') return [fault]
  return fault.field!.split(', ').map((field) => ({ ...fault, field }))
}

function checkHeader(layout: Layout, columns: readonly Column[], broken: BrokenRules): void {
  refuseMissing(layout, columns)
  for (const note of unknownColumns(layout, columns)) broken.add(note, 'none', 1)
  const absent = columns.filter(({ name }) => !layout.places.has(name)).map(({ name }) => name)
  if (absent.length > 0) broken.add(finding('RB-1226', { value: absent.join(', ') }), 'none', 1)
  const isOrdered = layout.columns.every(({ index }, i) => i === 0 || layout.columns[i - 1]!.index < index)
  if (!isOrdered) broken.add(finding('RB-1225'), 'none', 1)
}

function checkRelations(
  row: Row,
  table: string,
  ids: ReadonlyMap<string, TableIds>,
  broken: BrokenRules,
): void {
  const effect = isImported(table) ? 'row' : 'none'
  for (const [column, target] of Object.entries(REFERENCES[table] ?? {})) {
    const meant = ids.get(target)
    const lost = meant && lostReference(row.sourcedId, column, row.references(column), meant)
    if (lost) broken.add(lost, isFollowed(column) ? effect : 'none', row.line)
  }
  const order = DATE_ORDER[table]
  const late = order && endBeforeStart(row, ...order)
  if (late) broken.add(late, effect, row.line)
}
