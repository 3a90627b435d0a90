import type { Inspection } from '../../formats/format.ts'
import type { ArchivedFile } from '../archived-files.ts'

/** What a thread is told of the file that it is to read. Plain data. */
export interface ReadingJob {
  readonly dataFolder: string
  readonly organisationId: number
  readonly file: ArchivedFile
  /** All files of the arrival, where the format looks into several at once. */
  readonly siblings: readonly ArchivedFile[]
  readonly inspection: Inspection
  readonly format: string
  /** Of the run, as they are stored. */
  readonly settings: unknown
  readonly recordPrefix: string
  /** Records that have their outcome already. */
  readonly done: number
  readonly chunkRecords: number
}
