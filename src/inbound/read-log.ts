import { type RawBuilder, sql } from 'kysely'
import type { RecordKind } from '../domain/action.ts'
import { CATALOGUE, type ErrorCode } from '../domain/errors/catalogue.ts'
import { refusal } from '../domain/finding.ts'
import { OUTCOMES, type OutcomeWord } from '../domain/outcome.ts'
import type { Tx } from '../store/store.ts'
import type { Hub } from './hub.ts'
import { type DidWord, didWords, successMessage } from './log-message.ts'
import { subjectOf } from './log-subject.ts'

/** One record of a run, with what became of it. */
export interface LogEntry {
  readonly file: string
  /** The file's number within the run: two files may have one name. */
  readonly fileNo: number
  readonly kind: RecordKind
  /** Line on which the record starts; the header is line 1. */
  readonly line: number
  readonly outcome: OutcomeWord
  /** What the record brought about besides its outcome. */
  readonly did: readonly DidWord[]
  /** Whom or what it is about, in words, or null when the record does not say. */
  readonly subject: string | null
  readonly code: ErrorCode | null
  readonly field: string | null
  readonly value: string | null
  readonly message: string
}

/** Which records are wanted. What is absent does not matter. */
export interface LogFilter {
  /** A file's name, or its number within the run. */
  readonly file?: string
  readonly outcome?: OutcomeWord
  readonly code?: ErrorCode
  /** One of the names that the record is about: a user name, id number or address, a course's short name, a role. */
  readonly key?: string
  readonly fromLine?: number
  readonly toLine?: number
}

/**
 * The log of a run, in the order of its files and lines. Read block by block, each in a transaction of its own, so that
 * memory stays flat and nothing is held up. Throws RB-5002 when there is no such run, RB-5030 when it has no such file.
 */
export async function* readLog(
  hub: Hub,
  organisationId: number,
  runId: number,
  filter: LogFilter = {},
): AsyncGenerator<LogEntry> {
  const files = await hub.store.asOrganisation(organisationId, (tx) => filesOf(tx, runId, filter.file))
  for (const file of files) {
    for (let after = -1; ; ) {
      const block = await hub.store.asOrganisation(organisationId, (tx) =>
        readBlock(tx, organisationId, runId, file, after, filter),
      )
      if (block === null) break
      after = block.first
      yield* entriesOf(block, file, filter)
    }
  }
}

interface LoggedFile {
  readonly fileNo: number
  readonly name: string
  readonly kind: RecordKind
}

async function filesOf(tx: Tx, runId: number, wanted: string | undefined): Promise<LoggedFile[]> {
  const run = await tx.db.selectFrom('run').select('id').where('id', '=', runId).executeTakeFirst()
  if (run === undefined) throw refusal('RB-5002', { value: runId })
  const rows = await tx.db
    .selectFrom('run_file')
    .select(['file_no', 'name', 'kind'])
    .where('run_id', '=', runId)
    .orderBy('file_no')
    .execute()
  const found = rows.filter(
    ({ file_no, name }) => wanted === undefined || wanted === name || wanted === `${file_no}`,
  )
  if (wanted !== undefined && found.length === 0) {
    throw refusal('RB-5030', { value: runId, file: wanted, accepted: rows.map(({ name }) => name) })
  }
  return found.flatMap(({ file_no, name, kind }) =>
    kind === null ? [] : [{ fileNo: file_no, name, kind: kind as RecordKind }],
  )
}

interface Block {
  readonly first: number
  readonly lines: readonly number[]
  readonly outcomes: readonly number[]
  readonly dids: readonly number[]
  readonly codes: readonly number[]
  readonly keys: readonly string[]
  /** By the number of the record in the file, from 1. */
  readonly notes: ReadonlyMap<number, Note>
}

interface Note {
  record: number
  code: string
  field: string | null
  value: string | null
  message: string
}

/** The next block of a file that may hold something wanted, with the notes of its records. Null: there is none. */
async function readBlock(
  tx: Tx,
  organisationId: number,
  runId: number,
  { fileNo }: LoggedFile,
  after: number,
  filter: LogFilter,
): Promise<Block | null> {
  const { rows } = await sql<Omit<Block, 'notes'>>`
    select first, lines, outcomes, dids, codes, keys from run_log_block
    where organisation_id = ${organisationId} and run_id = ${runId} and file_no = ${fileNo} and first > ${after}
      ${sql.join(conditions(filter), sql` `)}
    order by first limit 1`.execute(tx.db)
  const [block] = rows
  if (block === undefined) return null
  const { rows: notes } = await sql<Note>`
    select record, code, field, value, message from run_log_note
    where organisation_id = ${organisationId} and run_id = ${runId} and file_no = ${fileNo}
      and record > ${block.first} and record <= ${block.first + block.lines.length}`.execute(tx.db)
  return { ...block, notes: new Map(notes.map((note) => [note.record, note])) }
}

/** What a block must have for any of its records to be wanted; the records themselves are looked at afterwards. */
function conditions({ outcome, code, key, fromLine, toLine }: LogFilter): RawBuilder<unknown>[] {
  const parts: RawBuilder<unknown>[] = [sql``]
  if (outcome !== undefined) parts.push(sql`and ${OUTCOMES.indexOf(outcome)}::smallint = any(outcomes)`)
  if (code !== undefined) parts.push(sql`and ${numberOf(code)}::smallint = any(codes)`)
  if (key !== undefined) {
    parts.push(
      sql`and exists (select from unnest(keys) k where position(lower(${key}::text) in lower(k)) > 0)`,
    )
  }
  if (fromLine !== undefined) parts.push(sql`and lines[cardinality(lines)] >= ${fromLine}`)
  if (toLine !== undefined) parts.push(sql`and lines[1] <= ${toLine}`)
  return parts
}

function* entriesOf(
  block: Block,
  { name, fileNo, kind }: LoggedFile,
  filter: LogFilter,
): Generator<LogEntry> {
  const outcome = filter.outcome === undefined ? null : OUTCOMES.indexOf(filter.outcome)
  const code = filter.code === undefined ? null : numberOf(filter.code)
  const { fromLine = 1, toLine = Number.POSITIVE_INFINITY } = filter
  for (const [at, line] of block.lines.entries()) {
    if (outcome !== null && block.outcomes[at] !== outcome) continue
    if (code !== null && block.codes[at] !== code) continue
    if (line < fromLine || line > toLine) continue
    const subject = subjectOf(kind, block.keys[at]!)
    if (filter.key !== undefined && !isNamed(filter.key, subject?.names ?? [])) continue

    const word = OUTCOMES[block.outcomes[at]!]!
    const did = block.dids[at]!
    const note = block.notes.get(block.first + at + 1)
    const found = codeOf(block.codes[at]!)
    const done = successMessage(word, did, subject)
    const why = note?.message ?? (found === null ? null : CATALOGUE[found].message)
    yield {
      file: name,
      fileNo,
      kind,
      line,
      outcome: word,
      did: didWords(did),
      subject: subject === null ? null : whole(subject),
      code: found,
      field: note?.field ?? null,
      value: note?.value ?? null,
      message: [done, why].filter((part) => part !== null).join('. '),
    }
  }
}

function whole({ name, place, role }: { name: string; place?: string; role?: string }): string {
  const parts = [name]
  if (role !== undefined) parts.push(`role "${role}"`)
  if (place !== undefined) parts.push(place)
  return parts.join(', ')
}

/** User names are kept in small letters; other names count as they are spelled. */
function isNamed(wanted: string, names: readonly string[]): boolean {
  return names.includes(wanted) || names[0] === wanted.toLowerCase()
}

function numberOf(code: ErrorCode): number {
  return Number(code.slice('RB-'.length))
}

/** 0 stands for none. */
function codeOf(number: number): ErrorCode | null {
  return number === 0 ? null : (`RB-${String(number).padStart(4, '0')}` as ErrorCode)
}
