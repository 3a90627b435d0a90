import type { Nested } from '../../config/nested.ts'
import type { FileKind } from '../../domain/action.ts'
import type { Finding } from '../../domain/finding.ts'
import { RollbookError } from '../../domain/finding.ts'
import { openContainer } from '../../formats/containers/container.ts'
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
}

/**
 * Opens what lies at the paths and tells what it is. Each path is an arrival by itself, unless its files are part of a
 * package that the paths make up together. Without a format, only those count that have the settings.
 */
export async function openArrivals(
  paths: readonly string[],
  { format, settings, kind }: ArrivalOptions,
): Promise<(Arrival | Unopened)[]> {
  const opened: (Unopened | SourceFile[])[] = []
  for (const path of paths) {
    const sources = await orFinding(openContainer(path, path, kind))
    opened.push('code' in sources ? { name: path, refusal: sources } : sources)
  }
  const unopened = opened.filter((one) => 'refusal' in one)
  const all = opened.flatMap((one) => ('refusal' in one ? [] : one))
  const formats = formatsWith(settings)
  const look = async (sources: readonly SourceFile[]): Promise<Arrival> => {
    if (format !== null) return { sources, format, detection: null }
    const detection = await detect(sources, formats)
    return { sources, format: detection.format, detection }
  }
  if (all.length > 1 && all.length <= MAX_ENTRIES) {
    const together = await look(all)
    if (isPackage(together)) return [...unopened, together]
  }
  const arrivals: (Arrival | Unopened)[] = []
  for (const one of opened) arrivals.push('refusal' in one ? one : await look(one))
  return arrivals
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
