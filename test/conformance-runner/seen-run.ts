import { sql } from 'kysely'
import type { RecordKind } from '../../src/domain/action.ts'
import { CATALOGUE, type ErrorCode } from '../../src/domain/errors/catalogue.ts'
import { OUTCOMES, type OutcomeWord } from '../../src/domain/outcome.ts'
import { successMessage, wholeMessage } from '../../src/inbound/log-message.ts'
import { subjectOf, subjectText } from '../../src/inbound/log-subject.ts'
import type { Tx } from '../../src/store/store.ts'

/** What became of a run: its files and records as the log tells them, and the mails that it queued. */
export interface SeenRun {
  readonly state: string
  /** Why it failed; empty when it did not. */
  readonly message: string
  readonly files: readonly SeenFile[]
  readonly mails: readonly SeenMail[]
}

export interface SeenFile {
  readonly name: string
  /** Why the file was refused as a whole; null when it was taken. */
  readonly refusal: string | null
  /** By line, of whatever kind: one file may hold several. */
  readonly records: ReadonlyMap<number, SeenRecord>
}

export interface SeenRecord {
  readonly outcome: OutcomeWord
  /** Empty when the log says nothing but the outcome. */
  readonly message: string
}

export interface SeenMail {
  readonly to: string
  readonly from: string
  readonly subject: string
  readonly html: string
}

export async function seenRun(tx: Tx, organisationId: number, runId: number): Promise<SeenRun> {
  const { rows: runs } = await sql<{ state: string; message: string }>`
    select state, coalesce(finding->>'message', '') as message from run where organisation_id = ${organisationId} and id = ${runId}`.execute(
    tx.db,
  )
  const { rows: files } = await sql<{
    name: string
    kind: RecordKind | null
    place: string
    refusal: string | null
    lines: number[]
    outcomes: number[]
    dids: number[]
    codes: number[]
    keys: string[]
    note_records: number[]
    messages: string[]
  }>`
    select f.name, f.kind, concat_ws(':', f.sha256, f.entry) as place,
      case when f.state = 'refused' then f.finding->>'message'
        when r.state in ('held', 'cancelled') then r.held->>'message' end as refusal,
      b.lines, b.outcomes, b.dids, b.codes, b.keys, n.note_records, n.messages
    from run_file f join run r on r.organisation_id = f.organisation_id and r.id = f.run_id,
    lateral (
      select coalesce(array_agg(line order by b.first, ord), '{}') as lines,
        coalesce(array_agg(outcome order by b.first, ord), '{}') as outcomes,
        coalesce(array_agg(did order by b.first, ord), '{}') as dids,
        coalesce(array_agg(code order by b.first, ord), '{}') as codes,
        coalesce(array_agg(key order by b.first, ord), '{}') as keys
      from run_log_block b, unnest(b.lines, b.outcomes, b.dids, b.codes, b.keys)
        with ordinality record (line, outcome, did, code, key, ord)
      where b.organisation_id = f.organisation_id and b.run_id = f.run_id and b.file_no = f.file_no) b,
    lateral (
      select coalesce(array_agg(record), '{}') as note_records, coalesce(array_agg(message), '{}') as messages
      from run_log_note n
      where n.organisation_id = f.organisation_id and n.run_id = f.run_id and n.file_no = f.file_no) n
    where f.organisation_id = ${organisationId} and f.run_id = ${runId}
      and (f.inspection->'detail'->>'removals') is null
    order by f.file_no`.execute(tx.db)
  const { rows: mails } = await sql<SeenMail>`
    select to_address as "to", from_address as "from", subject, html from mail
    where organisation_id = ${organisationId} and run_id = ${runId} order by id`.execute(tx.db)
  return {
    ...runs[0]!,
    mails,
    files: [...Map.groupBy(files, ({ place }) => place).values()].map((parts) => {
      const records = parts.flatMap(
        ({ kind, lines, outcomes, dids, codes, keys, note_records, messages }) => {
          const notes = new Map(note_records.map((record, index) => [record, messages[index]!]))
          return lines.map((line, index): [number, SeenRecord] => {
            const outcome = OUTCOMES[outcomes[index]!]!
            const subject = kind === null ? null : subjectOf(kind, keys[index]!)
            const done = successMessage(outcome, dids[index]!, subject) ?? ''
            const why = notes.get(index + 1) ?? sentence(codes[index]!)
            const about = subject === null ? null : subjectText(subject)
            const message = wholeMessage(outcome, about, [done, why].filter(Boolean).join('. '))
            return [line, { outcome, message }]
          })
        },
      )
      const refusal = parts.find((part) => part.refusal !== null)?.refusal ?? null
      return { name: parts[0]!.name, refusal, records: new Map(records) }
    }),
  }
}

/** The log keeps no sentence for a code that has no more to say than the catalogue. */
function sentence(code: number): string {
  return code === 0 ? '' : CATALOGUE[`RB-${code}` as ErrorCode].message
}
