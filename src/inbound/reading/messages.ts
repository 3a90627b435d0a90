import type { Finding } from '../../domain/finding.ts'
import type { PackedBatch } from './packed-batch.ts'

/** What a reading thread answers to each question, whatever the question is. */
export type FromThread =
  | { readonly batch: PackedBatch }
  | { readonly end: true }
  /** The file cannot be read further. */
  | { readonly finding: Finding }
  | { readonly error: unknown }
