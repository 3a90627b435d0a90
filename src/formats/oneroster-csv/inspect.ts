import type { RecordKind } from '../../domain/action.ts'
import { type Finding, finding, RollbookError } from '../../domain/finding.ts'
import type { Inspection, Part, SourceFile } from '../format.ts'
import { MAX_ROWS } from '../ids/limits.ts'
import { MAX_HELD_ROWS } from './limits.ts'
import { blame, openPackage, type Package, PackageRefusal, plainName } from './package.ts'
import { scanTable } from './scan-table.ts'
import type { OnerosterSettings } from './settings.ts'
import { columnsOf, IMPORTED, isImported, type TableName, tableNames } from './tables.ts'
import type { Listed, Version } from './vocabulary.ts'

/** What `records` needs of the package to read one of its tables again. */
interface Detail {
  readonly table: TableName
  readonly version: Version
  readonly mode: Listed
  /** Do sourcedIds stand in several rows? */
  readonly doubled: boolean
}

/** Sessions, courses and roles make nothing; they are looked at with what they refer to. */
const KINDS: Readonly<Record<TableName, RecordKind>> = {
  orgs: 'category',
  academicSessions: 'category',
  courses: 'category',
  classes: 'course',
  users: 'user',
  roles: 'user',
  enrollments: 'enrolment',
}

/** Tables whose rows are held whole while others are read. */
const HELD: readonly TableName[] = ['orgs', 'academicSessions']

/**
 * Looks at a whole package (reference page, section 1). Gives a part for each imported table, and one without records
 * for the manifest, which tells of files that are not read. A package that cannot be taken is refused in all its files,
 * with the same code where a file is missing, and by RB-1209 beside the file at fault.
 */
export async function inspectAll(
  files: readonly SourceFile[],
  { profileFields }: Pick<OnerosterSettings, 'profileFields'>,
): Promise<Part[]> {
  try {
    const opened = await openPackage(files)
    const parts: Part[] = [{ file: opened.manifestFile, inspection: inspectionOfManifest(opened, files) }]
    for (const name of IMPORTED) {
      const listed = opened.tables.find((table) => table.name === name)
      if (listed === undefined) continue
      const { version } = opened.manifest
      const { file, mode, source } = listed
      const scan = await blame(
        file,
        scanTable(source, columnsOf(version, name)!, mode, HELD.includes(name) ? MAX_HELD_ROWS : MAX_ROWS),
      )
      const detail: Detail = { table: name, version, mode, doubled: scan.doubled.size > 0 }
      const { records, blankLines, mayRemove, warnings } = scan
      const { header } = scan.layout
      const found = {
        kind: KINDS[name],
        records,
        blankLines,
        mayRemove,
        warnings,
        header,
        ...(name === 'users' && { profileColumns: Object.values(profileFields) }),
        detail: { ...detail },
      }
      parts.push({ file, inspection: { ...found, encoding: 'utf-8', separator: ',' } })
    }
    return parts
  } catch (error) {
    if (error instanceof PackageRefusal) return refusedParts(error, files)
    throw error
  }
}

/** A file alone is a package with that file. Throws RollbookError when it is refused. */
export async function inspect(file: SourceFile, settings: OnerosterSettings): Promise<Inspection> {
  const [part] = await inspectAll([file], settings)
  if (part?.inspection !== undefined) return part.inspection
  throw new RollbookError(part!.finding!)
}

/** The detail that `inspectAll` gave. */
export function detailOf({ detail }: Inspection): Detail {
  return detail as unknown as Detail
}

function inspectionOfManifest(
  { manifest, tables, unlisted }: Package,
  files: readonly SourceFile[],
): Inspection {
  const others = tables.filter(({ name }) => !isImported(name))
  return {
    kind: 'category',
    encoding: 'utf-8',
    separator: ',',
    records: 0,
    blankLines: 0,
    warnings: [
      ...manifest.notes,
      ...others.map(({ name }) => finding('RB-1221', { value: `${name}.csv` })),
      ...unlisted.map((file) => noteOf(plainName(files[file]!.name), manifest.version)),
    ],
  }
}

/** Why a file of the package is not read. */
function noteOf(value: string, version: Version): Finding {
  const isKnown = tableNames(version).some((name) => `${name}.csv` === value)
  return isKnown ? finding('RB-1220', { value }) : finding('RB-1222', { value, version })
}

function refusedParts({ file, finding: cause }: PackageRefusal, files: readonly SourceFile[]): Part[] {
  if (file === null) return files.map((_, index) => ({ file: index, finding: cause }))
  const parts = { file: plainName(files[file]!.name), reason: [cause.message] }
  const beside = finding('RB-1209', parts)
  return files.map((_, index) => ({ file: index, finding: index === file ? cause : beside }))
}
