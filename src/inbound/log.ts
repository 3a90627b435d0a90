import { sql } from 'kysely'
import { CATALOGUE } from '../domain/errors/catalogue.ts'
import type { Finding } from '../domain/finding.ts'
import { type Measure, measureAsked, REMOVAL_MEASURES } from '../domain/guard.ts'
import { OUTCOMES, type Outcome } from '../domain/outcome.ts'
import { SEPARATOR } from '../domain/record-key.ts'
import { numberArray, textArray } from '../store/array-literal.ts'
import type { Sendable } from '../store/store.ts'
import { type Batch, type BatchRecord, spelledKeys } from './batch.ts'
import type { Counts, Run } from './run-row.ts'

/**
 * The per-record log. A chunk is one row of arrays (lines, outcomes, keys), so that a million records cost two hundred
 * rows; only a record whose message says more than its code has a row of its own.
 */
export function logStatements(
  run: Pick<Run, 'organisationId' | 'id' | 'kind'>,
  fileNo: number,
  first: number,
  { records, keyed }: Batch,
  outcomes: readonly Outcome[],
): Sendable[] {
  const lines = records.map(({ line }) => line)
  const words = outcomes.map(({ outcome }) => OUTCOMES.indexOf(outcome))
  const dids = outcomes.map(({ did }) => did)
  const codes = outcomes.map(({ finding }) => (finding === undefined ? 0 : codeNumber(finding)))
  const isPlain = keyed.length === records.length && records.every(({ label }) => label === undefined)
  const keys = isPlain ? spelledKeys(keyed) : textArray(records.map(keyInLog))
  const block = sql`
    insert into run_log_block (organisation_id, run_id, file_no, first, lines, outcomes, dids, codes, keys, removes)
    values (${run.organisationId}, ${run.id}, ${fileNo}, ${first}, ${numberArray(lines)}, ${numberArray(words)},
      ${numberArray(dids)}, ${numberArray(codes)}, ${keys}::text[],
      ${run.kind === 'plan' ? records.map(asksToRemove) : null}::boolean[])`

  const notes = outcomes.flatMap(({ finding }, index) =>
    finding !== undefined && saysMore(finding)
      ? [{ record: first + index + 1, line: lines[index]!, finding }]
      : [],
  )
  if (notes.length === 0) return [block]
  const message = sql`
    insert into run_log_note (organisation_id, run_id, file_no, record, line, code, field, value, message)
    select ${run.organisationId}, ${run.id}, ${fileNo}, * from unnest(
      ${notes.map(({ record }) => record)}::integer[], ${notes.map(({ line }) => line)}::integer[], ${notes.map(({ finding }) => finding.code)}::text[],
      ${notes.map(({ finding }) => finding.field ?? null)}::text[],
      ${notes.map(({ finding }) => finding.value ?? null)}::text[],
      ${notes.map(({ finding }) => finding.message)}::text[])`
  return [block, message]
}

/** A removal that is repeated shows nothing the second time, and removes when it is carried out without the first. */
function asksToRemove({ action }: BatchRecord): boolean {
  return action !== undefined && REMOVALS.has(measureAsked(action))
}

const REMOVALS: ReadonlySet<Measure> = new Set(REMOVAL_MEASURES)

function keyInLog({ key, label }: BatchRecord): string {
  return label === undefined ? (key ?? '') : `${key ?? ''}${SEPARATOR}${label}`
}

export function count(counts: Counts, outcomes: readonly Outcome[]): Counts {
  const sum: Counts = { ...counts }
  for (const { outcome } of outcomes) sum[outcome] = (sum[outcome] ?? 0) + 1
  return sum
}

/** `RB-2018` as 2018. */
export function codeNumber({ code }: Finding): number {
  return Number(code.slice('RB-'.length))
}

/** A sentence without placeholders is told by its code. */
function saysMore({ code }: Finding): boolean {
  return CATALOGUE[code].message.includes('{')
}
