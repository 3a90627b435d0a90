import type { Format, SourceFile } from '../format.ts'
import { FORMATS } from '../registry.ts'
import { CONFIDENCES, type Recognition } from './recognition.ts'
import { type Sample, sampleOf } from './sample.ts'
import type { Table } from './table.ts'

/** What files look like. */
export interface Detection extends Candidate {
  /** Formats that the files could be of as well, the likeliest first. */
  readonly others: readonly Candidate[]
  /** Another format is as sure, so that only the sender can tell. */
  readonly isAmbiguous: boolean
  /** What each file looks like, in order. */
  readonly files: readonly SeenFile[]
}

export interface SeenFile {
  readonly name: string
  /** WHATWG label. */
  readonly encoding: string
  /** Of its first line. Null when there is none. */
  readonly separator: Table['separator'] | null
}

export interface Candidate {
  readonly format: Format
  readonly recognition: Recognition
}

/**
 * Tells by the beginnings of files that arrived together which format they are of. Where several are as sure, the first
 * of `formats` is the answer, and `isAmbiguous` says so. Where none knows them, it is the first one too, whose
 * confidence is then `no`.
 */
export async function detect(
  files: readonly SourceFile[],
  formats: readonly Format[] = FORMATS,
): Promise<Detection> {
  const samples: Sample[] = []
  for (const file of files) samples.push(await sampleOf(file))
  const candidates = formats
    .map((format): Candidate => ({ format, recognition: format.recognise(samples) }))
    .sort((a, b) => rankOf(b) - rankOf(a))
  const [best, ...rest] = candidates
  const others = rest.filter((one) => rankOf(one) > 0)
  return {
    ...best!,
    others,
    isAmbiguous: others.some((one) => rankOf(one) === rankOf(best!)),
    files: samples.map(({ name, encoding, table }) => ({
      name,
      encoding,
      separator: table?.separator ?? null,
    })),
  }
}

function rankOf({ recognition }: Candidate): number {
  return CONFIDENCES.indexOf(recognition.confidence)
}
