import type { Action, RecordKind } from '../domain/action.ts'
import type { Finding } from '../domain/finding.ts'
import type { Policy } from '../domain/policy.ts'

/**
 * A format turns the bytes of a file into records and each record into an action. It knows its file and
 * nothing of databases or sites. One folder each; `registry.ts` lists them.
 */
export interface Format<Settings = unknown> {
  readonly name: string
  /** Reads a feed's settings, filling in defaults. Throws RollbookError naming the setting. */
  settings(raw: unknown): Settings
  policy(settings: Settings): Policy
  /**
   * Looks at a whole file before anything of it is done: encoding, separator, header, structure.
   * Throws RollbookError when the file is refused as a whole (Data Hub rules F-1 to F-8).
   */
  inspect(file: SourceFile, settings: Settings): Promise<Inspection>
  /**
   * Streams the records of a file that `inspect` accepted, in batches of at most `batchSize`.
   * Batches are the same for the same bytes and size, so that a run can resume by counting records.
   */
  records(
    file: SourceFile,
    inspection: Inspection,
    settings: Settings,
    batchSize: number,
  ): AsyncIterable<SourceRecord[]>
}

/** A file that can be read from its first byte as often as needed. */
export interface SourceFile {
  /** As messages and logs use it. */
  readonly name: string
  /** Where the sender says what it holds; otherwise the format looks. */
  readonly kind?: RecordKind
  open(): AsyncIterable<Uint8Array>
}

/** What a look at the whole file found. Plain data: it is stored with the run and used again on resume. */
export interface Inspection {
  readonly kind: RecordKind
  /** WHATWG label, e.g. `utf-8`. */
  readonly encoding: string
  readonly separator: ',' | ';' | '\t'
  readonly header: readonly string[]
  readonly records: number
  readonly blankLines: number
  /** Worth knowing, none of them stops the file: unknown columns, profile columns… with the header's line 1. */
  readonly warnings: readonly Finding[]
}

/** One record of a file: known by its line, asking for an action, or refused by the format itself. */
export interface SourceRecord {
  /** Line of the file on which the record starts; the header is line 1. */
  readonly line: number
  /**
   * What the record is about, canonically spelled (`domain/record-key.ts`), so that the hub can remember what
   * it last applied for it. Null when the record does not say.
   */
  readonly key: string | null
  /** Everything that the format reads of the record, as one text: equal text asks for the same. */
  readonly text: string
  /** Exactly one of the two is there. */
  readonly action?: Action
  readonly finding?: Finding
}
