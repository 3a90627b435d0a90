import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { shownColumns } from '../datahub-csv/shown.ts'
import type { SourceFile } from '../format.ts'
import { MAX_PROPERTIES } from './limits.ts'
import { streamRows } from './stream-rows.ts'
import { tableNames } from './tables.ts'
import { MODES, type Mode, VERSIONS, type Version } from './vocabulary.ts'

export const MANIFEST = 'manifest.csv'

export interface Manifest {
  readonly version: Version
  /** By table; a table that the manifest leaves out is absent. */
  readonly modes: ReadonlyMap<string, Mode>
  /** Properties that are not known. */
  readonly notes: readonly Finding[]
}

/** Its own version is the only one that there is. */
const MANIFEST_VERSIONS = ['1.0']

export const HEADER = ['propertyName', 'value']
export const VERSION_PROPERTY = 'oneroster.version'
const FREE = ['source.systemName', 'source.systemCode']
const FILE = 'file.'

/**
 * Reads `manifest.csv` (reference page, section 1.1). Throws RollbookError RB-1201 to RB-1204 for one that does not say
 * what the package holds, RB-1211 for one without end, RB-10xx for what cannot be read at all.
 */
export async function readManifest(file: SourceFile): Promise<Manifest> {
  const properties = await readProperties(file)
  const own = properties.get('manifest.version')
  if (own !== undefined && !MANIFEST_VERSIONS.includes(own)) {
    throw refusal('RB-1202', { field: 'manifest.version', value: own, accepted: MANIFEST_VERSIONS })
  }
  const version = versionOf(properties)
  const tables = tableNames(version)
  const modes = new Map<string, Mode>()
  const notes: Finding[] = []
  for (const [field, value] of properties) {
    const table = field.startsWith(FILE) ? field.slice(FILE.length) : null
    if (table !== null && tables.includes(table)) modes.set(table, modeOf(field, value))
    else if (![...FREE, 'manifest.version', VERSION_PROPERTY].includes(field)) {
      notes.push(finding('RB-1223', { field }))
    }
  }
  return { version, modes, notes }
}

async function readProperties(file: SourceFile): Promise<ReadonlyMap<string, string>> {
  const properties = new Map<string, string>()
  let places: [name: number, value: number] | null = null
  for await (const rows of streamRows(file)) {
    for (const { cells, fault, line } of rows) {
      const values = cells.map((cell) => cell.trim())
      if (places === null) {
        const missing = HEADER.filter((name) => !values.includes(name))
        if (missing.length > 0) throw refusal('RB-1042', { missing, found: shownColumns(values, HEADER) })
        places = [values.indexOf(HEADER[0]!), values.indexOf(HEADER[1]!)]
        continue
      }
      const [field, value] = [values[places[0]], values[places[1]]]
      if (fault !== null || field === undefined || value === undefined) {
        throw refusal('RB-1201', { line, value: values.length })
      }
      const first = properties.get(field)
      if (properties.size === MAX_PROPERTIES)
        throw refusal('RB-1211', { file: MANIFEST, limit: MAX_PROPERTIES })
      if (first !== undefined && first !== value) throw refusal('RB-1204', { field, first, value })
      properties.set(field, value)
    }
  }
  if (places === null) throw refusal('RB-1002')
  return properties
}

function versionOf(properties: ReadonlyMap<string, string>): Version {
  const field = VERSION_PROPERTY
  const value = properties.get(field)
  if (value === undefined) throw refusal('RB-1203', { field, accepted: VERSIONS })
  const version = VERSIONS.find((known) => known === value)
  if (version === undefined) throw refusal('RB-1202', { field, value, accepted: VERSIONS })
  return version
}

function modeOf(field: string, value: string): Mode {
  const mode = MODES.find((known) => known === value)
  if (mode === undefined) throw refusal('RB-1202', { field, value, accepted: MODES })
  return mode
}
