/** A row that may go into a file, spelled, with what it is ordered, known and remembered by. */
export interface Candidate {
  /** Of the event, in milliseconds since 1970 UTC. */
  readonly at: number
  readonly username: string
  readonly names: readonly [string] | readonly [string, string]
  readonly number: number
  /** The record with its line end. */
  readonly line: string
  /** Of the fact. */
  readonly key: string
  /** The record as it is spelled, without extra columns. */
  readonly content: string
  /** What it says, in whatever headings, formats and words. */
  readonly facts: string
  /** The unique id is blank, and such rows are held back (outbound rule O-16). */
  readonly held: boolean
}
