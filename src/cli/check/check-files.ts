import type { FileKind } from '../../domain/action.ts'
import { type Finding, RollbookError } from '../../domain/finding.ts'
import { openContainer } from '../../formats/containers/container.ts'
import type { Format, Inspection, SourceFile } from '../../formats/format.ts'
import { inspectFiles } from '../../formats/inspect-files.ts'
import { Interrupted } from '../interruption.ts'

/** What a look at one file found, or at the records of one kind in it, without any site. */
export interface CheckedFile {
  readonly name: string
  /** Null when the file is refused as a whole: then `refusal` says why. */
  readonly inspection: Inspection | null
  readonly refusal: Finding | null
  /** Of records that are refused: the first ones, at most as many as asked for. */
  readonly findings: readonly RecordFinding[]
  /** How many there are. */
  readonly refused: number
}

export interface RecordFinding extends Finding {
  readonly line: number
}

export interface CheckOptions {
  readonly format: Format
  readonly settings: unknown
  readonly kind?: FileKind
  /** Findings kept for each file. */
  readonly most: number
  /** Is called now and then, and may throw to stop. */
  readonly onProgress: (file: string, done: number, records: number) => void
}

/** Records read at a time. */
const BATCH = 5000

/** Opens what has arrived, and reads each file of it to its end. An archive may hold several. */
export async function* checkFiles(path: string, options: CheckOptions): AsyncGenerator<CheckedFile> {
  const sources = await orFinding(openContainer(path, path, options.kind))
  if (!Array.isArray(sources)) {
    yield refused(path, sources)
    return
  }
  const parts = await inspectFiles(options.format, sources, options.settings)
  for (const { file, inspection, finding } of parts) {
    const source = sources[file]!
    yield inspection === undefined
      ? refused(source.name, finding!)
      : await checkPart(source, inspection, sources, options)
  }
}

async function checkPart(
  source: SourceFile,
  inspection: Inspection,
  siblings: readonly SourceFile[],
  options: CheckOptions,
): Promise<CheckedFile> {
  const read = await orFinding(readRecords(source, inspection, siblings, options))
  return 'code' in read
    ? refused(source.name, read)
    : { name: source.name, inspection, refusal: null, ...read }
}

async function readRecords(
  source: SourceFile,
  inspection: Inspection,
  siblings: readonly SourceFile[],
  { format, settings, most, onProgress }: CheckOptions,
): Promise<Pick<CheckedFile, 'findings' | 'refused'>> {
  const findings: RecordFinding[] = []
  let refused = 0
  let done = 0
  for await (const batch of format.records(source, inspection, settings, BATCH, siblings)) {
    for (const { line, finding } of batch) {
      if (finding === undefined) continue
      refused += 1
      if (findings.length < most) findings.push({ line, ...finding })
    }
    done += batch.length
    onProgress(source.name, done, inspection.records)
  }
  return { findings, refused }
}

function refused(name: string, refusal: Finding): CheckedFile {
  return { name, inspection: null, refusal, findings: [], refused: 0 }
}

/** The finding of a refusal, in place of the answer. Any other error is thrown on. */
async function orFinding<T>(work: Promise<T>): Promise<T | Finding> {
  try {
    return await work
  } catch (error) {
    if (error instanceof RollbookError && !(error instanceof Interrupted)) return error.finding
    throw error
  }
}
