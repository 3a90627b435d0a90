import { laidOver, type Nested } from '../../config/nested.ts'
import type { Finding } from '../../domain/finding.ts'
import type { Conformance, Format, Inspection, SourceFile, SourceRecord } from '../../formats/format.ts'
import { inspectFiles } from '../../formats/inspect-files.ts'
import type { Arrival } from './arrivals.ts'
import { orFinding } from './or-finding.ts'
import { type Understood, understood } from './understood.ts'

/** What a look at one file found, or at the records of one kind in it, without any site. */
export interface CheckedFile {
  readonly name: string
  /** Null when the file is refused as a whole: then `refusal` says why. */
  readonly inspection: Inspection | null
  readonly refusal: Finding | null
  /** Of a refused file: settings with which it can be read, as far as its beginning shows. Null when there are none. */
  readonly advice: Readonly<Record<string, string>> | null
  /** The first records that are good, as they were understood; of a refused file with the settings of `advice`. */
  readonly first: readonly Understood[]
  /** Of records that are refused: the first ones, at most as many as asked for. */
  readonly findings: readonly RecordFinding[]
  /** How many there are. */
  readonly refused: number
}

export interface RecordFinding extends Finding {
  readonly line: number
}

export interface CheckOptions {
  /** As a feed has them. */
  readonly settings: Nested
  /** Findings kept for each file. */
  readonly most: number
  /** Is called now and then, and may throw to stop. */
  readonly onProgress: (file: string, done: number, records: number) => void
}

export interface CheckedArrival {
  readonly files: readonly CheckedFile[]
  /** Null when the format follows no standard. */
  readonly conformance: Conformance | null
}

/** Records read at a time. */
const BATCH = 5000
/** Good records of each file that are shown. */
const MOST_FIRST = 5

/** Reads each file of an arrival to its end. */
export async function checkFiles(arrival: Arrival, options: CheckOptions): Promise<CheckedArrival> {
  const { sources, format } = arrival
  const settings = format.settings(options.settings)
  const files: CheckedFile[] = []
  for (const { file, inspection, finding } of await inspectFiles(format, sources, settings)) {
    const source = sources[file]!
    const read =
      inspection === undefined
        ? finding!
        : await orFinding(readRecords({ source, inspection, format, settings, siblings: sources }, options))
    if ('code' in read)
      files.push({ ...refusedFile(source.name, read), ...(await advised(source, arrival, options)) })
    else files.push({ ...refusedFile(source.name, null), inspection: inspection!, ...read })
  }
  return { files, conformance: (await format.conformance?.(sources)) ?? null }
}

/** Nothing is known of the file but why it is refused. */
export function refusedFile(name: string, refusal: Finding | null): CheckedFile {
  return { name, inspection: null, refusal, advice: null, first: [], findings: [], refused: 0 }
}

interface Reading {
  readonly source: SourceFile
  readonly inspection: Inspection
  readonly format: Format
  readonly settings: unknown
  readonly siblings: readonly SourceFile[]
}

async function readRecords(
  { source, inspection, format, settings, siblings }: Reading,
  { most, onProgress }: CheckOptions,
): Promise<Pick<CheckedFile, 'first' | 'findings' | 'refused'>> {
  const first: Understood[] = []
  const findings: RecordFinding[] = []
  let refused = 0
  let done = 0
  for await (const batch of format.records(source, inspection, settings, BATCH, siblings)) {
    if (first.length < MOST_FIRST) first.push(...firstOf(batch, MOST_FIRST - first.length))
    for (const { line, finding } of batch) {
      if (finding === undefined) continue
      refused += 1
      if (findings.length < most) findings.push({ line, ...finding })
    }
    done += batch.length
    onProgress(source.name, done, inspection.records)
  }
  return { first, findings, refused }
}

function firstOf(batch: readonly SourceRecord[], most: number): Understood[] {
  const first: Understood[] = []
  for (const { line, action } of batch) {
    if (first.length === most) break
    if (action !== undefined) first.push(understood(line, action))
  }
  return first
}

/** A refused file once more, with the settings that its beginning suggests: only if it can be read so, they are told. */
async function advised(
  source: SourceFile,
  { format, detection }: Arrival,
  options: CheckOptions,
): Promise<Pick<CheckedFile, 'advice' | 'first'>> {
  const advice = detection?.recognition.settings ?? {}
  const none = { advice: null, first: [] }
  if (Object.keys(advice).length === 0) return none
  const settings = format.settings(laidOver(advice, options.settings))
  const inspection = await orFinding(format.inspect(source, settings))
  if ('code' in inspection) return none
  for await (const batch of format.records(source, inspection, settings, BATCH)) {
    return { advice, first: firstOf(batch, MOST_FIRST) }
  }
  return { advice, first: [] }
}
