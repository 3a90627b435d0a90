import type { Nested } from '../../config/nested.ts'
import type { FileKind } from '../../domain/action.ts'
import type { Finding } from '../../domain/finding.ts'
import { RollbookError } from '../../domain/finding.ts'
import { openContainer } from '../../formats/containers/container.ts'
import { TABLE_NAMES, XML_NAMES } from '../../formats/containers/entry-name.ts'
import { MAX_ENTRIES } from '../../formats/containers/limits.ts'
import { type Detection, detect } from '../../formats/detect/detect.ts'
import type { Format, SourceFile } from '../../formats/format.ts'
import { FORMATS } from '../../formats/registry.ts'
import { orFinding } from './or-finding.ts'

/** Files that are looked at together: those of an archive, or of a package. */
export interface Arrival {
  readonly sources: readonly SourceFile[]
  readonly format: Format
  /** What the files look like. Null when the format was named. */
  readonly detection: Detection | null
}

/** Nothing in it can be looked at. */
export interface Unopened {
  readonly name: string
  readonly refusal: Finding
}

export interface ArrivalOptions {
  /** Null: as the files look. */
  readonly format: Format | null
  readonly settings: Nested
  readonly kind: FileKind | undefined
  /** What a path is called in answers; absent: the path. */
  readonly nameOf?: (path: string) => string
}

/**
 * Opens what lies at the paths and tells what it is. Each path is an arrival by itself, unless its files are part of a
 * package that some of the paths make up together. Without a format, only those count that have the settings. Throws RB-8001 to
 * RB-8004 for settings that no format has when there is nothing to read.
 */
export async function openArrivals(
  paths: readonly string[],
  { format, settings, kind, nameOf = (path) => path }: ArrivalOptions,
): Promise<(Arrival | Unopened)[]> {
  const names = format === null ? [...TABLE_NAMES, ...XML_NAMES] : format.archiveNames
  const opened: (Unopened | SourceFile[])[] = []
  for (const path of paths) {
    const sources = await orFinding(openContainer(path, nameOf(path), kind, names))
    opened.push('code' in sources ? { name: nameOf(path), refusal: sources } : sources)
  }
  const formats = format === null ? formatsWith(settings) : [format]
  // A mistake in the settings is told also when there is nothing to read with them.
  if (opened.every((one) => 'refusal' in one)) formats[0]!.settings(settings)
  const look = async (sources: readonly SourceFile[]): Promise<Arrival> => {
    if (format !== null) return { sources, format, detection: null }
    const detection = await detect(sources, formats)
    return { sources, format: detection.format, detection }
  }
  const single = opened.filter((one) => !('refusal' in one) && one.length === 1) as SourceFile[][]
  const together = await packageOf(single.flat(), look)
  const arrivals: (Arrival | Unopened)[] = together === null ? [] : [together]
  for (const one of opened) {
    if ('refusal' in one) arrivals.push(one)
    else if (together === null || one.length > 1) arrivals.push(await look(one))
  }
  return arrivals
}

/** Files that are no package by themselves, as the one that they make up together. Null when they do not. */
async function packageOf(
  files: readonly SourceFile[],
  look: (files: readonly SourceFile[]) => Promise<Arrival>,
): Promise<Arrival | null> {
  if (files.length < 2 || files.length > MAX_ENTRIES) return null
  const together = await look(files)
  return isPackage(together) ? together : null
}

function isPackage({ format, detection }: Arrival): boolean {
  if (format.inspectAll === undefined) return false
  return detection === null || detection.recognition.confidence === 'certain'
}

/** The formats that take these settings; all when none does, so that the one that is found says what is wrong. */
function formatsWith(settings: Nested): readonly Format[] {
  const having = FORMATS.filter((format) => {
    try {
      format.settings(settings)
      return true
    } catch (error) {
      if (error instanceof RollbookError) return false
      throw error
    }
  })
  return having.length === 0 ? FORMATS : having
}
