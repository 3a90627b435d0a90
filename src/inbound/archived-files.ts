import { FILE_KINDS, type RecordKind } from '../domain/action.ts'
import { refusal } from '../domain/finding.ts'
import { openContainer } from '../formats/containers/container.ts'
import { TABLE_NAMES, XML_NAMES } from '../formats/containers/entry-name.ts'
import type { SourceFile } from '../formats/format.ts'
import { type Archived, archivedPath } from './archive.ts'
import type { Hub } from './hub.ts'

/** A file of a run, as it lies in the archive. Plain data. */
export interface ArchivedFile extends Archived {
  readonly name: string
  /** Which of the files in a container. */
  readonly entry: number
  readonly kind: RecordKind | null
}

/** Opens a file of a run again. Throws RB-5007 when it is not there any more, or not what arrived. */
export async function sourceOf(
  { dataFolder }: Pick<Hub, 'dataFolder'>,
  organisationId: number,
  file: ArchivedFile,
): Promise<SourceFile> {
  const path = await archivedPath(dataFolder, organisationId, file)
  const sources = await openContainer(
    path,
    file.name,
    FILE_KINDS.find((kind) => kind === file.kind),
    // What an archive may hold was judged when it came.
    [...TABLE_NAMES, ...XML_NAMES],
  )
  const source = sources[file.entry]
  if (source === undefined) throw refusal('RB-5007', { value: file.sha256 })
  return source
}

/** The same for all files of a run: for formats that look into several at once (`Format.records`). Each once. */
export async function siblingsOf(
  hub: Pick<Hub, 'dataFolder'>,
  organisationId: number,
  files: readonly ArchivedFile[],
): Promise<SourceFile[]> {
  return Promise.all(distinctFiles(files).map((file) => sourceOf(hub, organisationId, file)))
}

/** A file with several kinds of record is several files of its run. */
export function distinctFiles(files: readonly ArchivedFile[]): ArchivedFile[] {
  const places = new Map<string, ArchivedFile>()
  for (const { name, sha256, size, entry, kind } of files) {
    const place = `${sha256}:${entry}`
    // What a list lacks stands beside it under a name of its own; the file that was sent comes first.
    if (!places.has(place)) places.set(place, { name, sha256, size, entry, kind })
  }
  return [...places.values()]
}
