import type { Format, SourceFile } from '../../formats/format.ts'
import type { Run, RunFile } from '../run-row.ts'

/** A run with what reading its files takes. */
export interface Work {
  readonly run: Run
  readonly files: readonly RunFile[]
  readonly format: Format
  /** As `format.settings` read them. */
  readonly settings: unknown
  /** All files of the arrival, where the format looks into several at once. */
  readonly siblings: readonly SourceFile[]
}
