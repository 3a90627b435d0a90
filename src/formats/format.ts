import type { Action, FileKind, RecordKind } from '../domain/action.ts'
import type { Finding } from '../domain/finding.ts'
import type { OnThreshold } from '../domain/guard.ts'
import type { Policy } from '../domain/policy.ts'
import type { Nature } from '../domain/record-nature.ts'
import type { RemovalLimits, RemovalWay, UserFilter } from '../domain/removal.ts'
import type { MembershipEnd } from '../domain/sync-action.ts'
import type { Recognition } from './detect/recognition.ts'
import type { Sample } from './detect/sample.ts'

/**
 * A format turns the bytes of a file into records and each record into an action. It knows its file and
 * nothing of databases or sites. One folder each; `registry.ts` lists them.
 */
export interface Format<Settings = unknown> {
  readonly name: string
  /** How the names of its files in an archive end, such as `.xml`. Absent: as those of CSV files do. */
  readonly archiveNames?: readonly string[]
  /** The method of the enrolments that it makes, and which alone it changes. Absent: `manual`. */
  readonly method?: string
  /** A column for a profile field that the site does not have refuses the file. Absent: it is ignored with a warning. */
  readonly refusesUnknownProfileFields?: boolean
  /** Reads a feed's settings, filling in defaults. Throws RollbookError naming the setting. */
  settings(raw: unknown): Settings
  policy(settings: Settings): Policy
  /** Are these files, which arrived together, of this format? It sees their beginnings. */
  recognise(samples: readonly Sample[]): Recognition
  /**
   * Looks at a whole file before anything of it is done: encoding, separator, header, structure.
   * Throws RollbookError when the file is refused as a whole (Data Hub rules F-1 to F-8).
   */
  inspect(file: SourceFile, settings: Settings): Promise<Inspection>
  /**
   * Looks at all files of an arrival together, for formats where one file holds several kinds of record, or where
   * several files are one package. Gives a part for each file and kind, or a finding where a file is refused; files
   * that are not for it have no part. A refused package is refused in all its parts, and the finding names the file at
   * fault. Absent: `inspect` looks at each file alone.
   */
  inspectAll?(files: readonly SourceFile[], settings: Settings): Promise<Part[]>
  /** Of a full list: what becomes of those that it lacks. Null: nothing. Absent: the format knows no full lists. */
  removals?(inspection: Inspection, settings: Settings): Removals | null
  /**
   * What becomes of the enrolments of its method whose end has passed, looked after on each run. Null: nothing. Absent:
   * the format leaves that to the site.
   */
  expiry?(settings: Settings): Exclude<MembershipEnd['how'], 'keep'> | null
  /** Holds files that arrived together to the standard that the format follows. Absent: there is none. */
  conformance?(files: readonly SourceFile[]): Promise<Conformance>
  /**
   * Streams the records of a file that `inspect` accepted, in batches of at most `batchSize`.
   * Batches are the same for the same bytes and size, so that a run can resume by counting records. Of a file with
   * several kinds, only the records of the inspection's. `siblings` are all files that arrived with it, itself included.
   */
  records(
    file: SourceFile,
    inspection: Inspection,
    settings: Settings,
    batchSize: number,
    siblings?: readonly SourceFile[],
  ): AsyncIterable<SourceRecord[]>
}

/** How well files keep to the standard of their format, whatever an import makes of them. */
export interface Conformance {
  /** Everything is taken: what is broken does no harm. */
  readonly isTaken: boolean
  /** Plain data. */
  readonly report: object
  /** The same for people. */
  readonly text: string
}

/** A file that can be read from its first byte as often as needed. */
export interface SourceFile {
  /** As messages and logs use it. */
  readonly name: string
  /** Where the sender says what it holds; otherwise the format looks. */
  readonly kind?: FileKind
  open(): AsyncIterable<Uint8Array>
}

/** What becomes of those that a full list lacks, among those that its feed brought. */
export interface Removals {
  readonly how: RemovalWay
  readonly limits: RemovalLimits
  /**
   * What happens when a limit is passed: `holdFile` holds the whole run, `holdRemovals` the removals alone,
   * `skipRemovals` removes nobody.
   */
  readonly onThreshold: OnThreshold
  /** Of enrolments: only those in courses that the list names can be missing. Absent: all that the feed made. */
  readonly inListedCourses?: boolean
  /** Of enrolments: a record is about one person in one course with all roles there. Absent: with one role. */
  readonly severalRoles?: boolean
  /** Of users: only those who have all these values on the site can be missing. Absent: all whom the feed brought. */
  readonly among?: UserFilter
}

/** One kind of record of one file, or why the file is refused: exactly one of the two is there. */
export interface Part {
  /** Index into the files that `inspectAll` was given. */
  readonly file: number
  readonly inspection?: Inspection
  readonly finding?: Finding
}

/** What a look at the whole file found. Plain data: it is stored with the run and used again on resume. */
export interface Inspection {
  readonly kind: RecordKind
  /** WHATWG label, e.g. `utf-8`. */
  readonly encoding: string
  /** Of files with columns. */
  readonly separator?: string
  readonly header?: readonly string[]
  /** Columns of profile fields, where they are named by the short name alone. Absent: they begin with `profile_field_`. */
  readonly profileColumns?: readonly string[]
  /** A CR alone ends a line too; otherwise it is part of its value. */
  readonly returnsEndLines?: true
  /** Each line is a record by itself: rejects are the lines as they were, with their reasons behind them. */
  readonly lines?: true
  readonly records: number
  readonly blankLines: number
  /**
   * So many of its records, at most, ask to end, suspend or delete something. Absent: as many as there are. The guard
   * looks closer only where they are many, so a rough number that costs nothing serves best.
   */
  readonly mayRemove?: number
  /** Worth knowing, none of them stops the file: unknown columns, profile columns… with the header's line 1. */
  readonly warnings: readonly Finding[]
  /** What else the format needs to read the records again. Small: it is stored with each part of each run. */
  readonly detail?: Readonly<Record<string, unknown>>
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
  /**
   * Key of what a refused record names all the same: a full list that names it does not lack it. Several, where it cannot
   * be told which of its cells is the name: none of them is missing. `ANYTHING` (`domain/removal.ts`): nothing is.
   */
  readonly present?: string | readonly string[]
  /** What people call it, where the key does not: the user name beside an id number. For the log alone. */
  readonly label?: string
  /** Everything that the format reads of the record, as one text: equal text asks for the same. */
  readonly text: string
  /** Exactly one of the two is there. A format may make the action only when it is asked for, from the text. */
  readonly action?: Action
  readonly finding?: Finding
  /** It waits for a person instead of being refused, for the reason of the finding. */
  readonly isHeld?: true
  /** Of an action that is made when it is asked for. */
  readonly nature?: Nature
}
