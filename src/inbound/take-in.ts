import { basename } from 'node:path'
import { type FileKind, PROCESSING_ORDER } from '../domain/action.ts'
import { type Finding, RollbookError } from '../domain/finding.ts'
import { openContainer } from '../formats/containers/container.ts'
import type { Format, Inspection, SourceFile } from '../formats/format.ts'
import { inspectFiles } from '../formats/inspect-files.ts'
import { type Archived, archiveFile, archivePlace } from './archive.ts'
import type { Hub } from './hub.ts'

export interface GivenFile {
  readonly path: string
  /** Absent: the format looks. */
  readonly kind?: FileKind
}

/** What has arrived, archived. */
export interface Arrival {
  readonly name: string
  readonly archived: Archived
}

/**
 * One kind of record of one file as it will be stored with the run, before it has a number; or a refused file; or one
 * that belongs to a package and holds no records of its own, which has neither inspection nor finding.
 */
export interface Intake extends Arrival {
  /** Which of the files in a container. */
  readonly entry: number
  readonly inspection: Inspection | null
  readonly finding: Finding | null
}

/**
 * Archives files under their hash and looks at them as a whole. The parts are in the order in which a run takes them:
 * by kind, within it as the files were given; those without records last.
 */
export async function takeIn(
  hub: Hub,
  organisationId: number,
  files: readonly GivenFile[],
  format: Format,
  settings: unknown,
): Promise<{ arrivals: Arrival[]; intake: Intake[] }> {
  const arrivals: Arrival[] = []
  const intake: Intake[] = []
  const opened: (Arrival & { entry: number; source: SourceFile })[] = []
  for (const given of files) {
    const archived = await archiveFile(hub.dataFolder, organisationId, given.path)
    const name = basename(given.path)
    arrivals.push({ name, archived })
    const path = archivePlace(hub.dataFolder, organisationId, archived)
    const sources = await openContainer(path, name, given.kind, format.archiveNames).catch((error: unknown) =>
      findingOf(error),
    )
    if (Array.isArray(sources)) {
      for (const [entry, source] of sources.entries()) {
        opened.push({ name: source.name, archived, entry, source })
      }
    } else {
      intake.push({ name, archived, entry: 0, inspection: null, finding: sources })
    }
  }
  const parts = await inspectFiles(
    format,
    opened.map(({ source }) => source),
    settings,
  )
  for (const { file, inspection = null, finding = null } of parts) {
    const { name, archived, entry } = opened[file]!
    intake.push({ name, archived, entry, inspection, finding })
  }
  const looked = new Set(parts.map(({ file }) => file))
  for (const [file, { name, archived, entry }] of opened.entries()) {
    if (!looked.has(file)) intake.push({ name, archived, entry, inspection: null, finding: null })
  }
  return { arrivals, intake: intake.sort((a, b) => rank(a) - rank(b)) }
}

function rank({ inspection }: Intake): number {
  return inspection === null ? PROCESSING_ORDER.length : PROCESSING_ORDER.indexOf(inspection.kind)
}

function findingOf(error: unknown): Finding {
  if (error instanceof RollbookError) return error.finding
  throw error
}
