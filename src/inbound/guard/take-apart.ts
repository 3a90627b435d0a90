import { type RawBuilder, sql } from 'kysely'
import { REMOVAL_OUTCOMES, type Segmenting } from '../../domain/guard.ts'
import { OUTCOMES } from '../../domain/outcome.ts'
import { numberArray, textArray } from '../../store/array-literal.ts'
import type { Tx } from '../../store/store.ts'
import type { Run } from '../run-row.ts'
import { copyNoted } from '../waiting/note-waiting.ts'
import { segmentsOf } from './segments.ts'

/** Which records of a plan are chosen. */
export type Choice =
  /** All that remove nothing. */
  | { readonly take: 'safe' }
  /** All that remove nothing in these segments. */
  | { readonly take: 'safeIn'; readonly segmentBy: Segmenting; readonly segments: readonly string[] }
  /** All that change nothing outside of these segments. */
  | { readonly take: 'segments'; readonly segmentBy: Segmenting; readonly segments: readonly string[] }

type Place = Pick<Run, 'organisationId' | 'id'>

/** How many records were chosen, and how many were not. */
export interface Parts {
  readonly taken: number
  readonly left: number
}

/**
 * Notes for a run which records of a plan it takes, and for another run the others, which become its files. Both may be
 * planned or carried out from then on, without the plan.
 */
export async function takeApart(
  tx: Tx,
  plan: Place,
  into: Place,
  heldRun: number | null,
  choice: Choice,
): Promise<Parts> {
  const { organisationId } = plan
  await sql`
    insert into run_sieve (organisation_id, run_id, file_no, first, taken)
    select ${organisationId}, ${into.id}, b.file_no, b.first, array_agg(${isTaken(choice)} order by o.ord)
    from run_log_block b
    join run_file f on f.organisation_id = b.organisation_id and f.run_id = b.run_id and f.file_no = b.file_no
    cross join lateral unnest(b.outcomes, b.removes) with ordinality o (outcome, removes, ord)
    left join (${segmented(plan, choice)}) e on e.file_no = b.file_no and e.record = b.first + o.ord - 1
    where b.organisation_id = ${organisationId} and b.run_id = ${plan.id}
    group by b.file_no, b.first`.execute(tx.db)
  if (heldRun !== null) await giveRest(tx, into, heldRun)
  const { rows } = await sql<Parts>`
    select count(*) filter (where t) as taken, count(*) filter (where not t) as left
    from run_sieve s cross join lateral unnest(s.taken) t
    where s.organisation_id = ${organisationId} and s.run_id = ${into.id}`.execute(tx.db)
  return rows[0]!
}

const REMOVALS = numberArray(REMOVAL_OUTCOMES.map((word) => OUTCOMES.indexOf(word)))

/** A record that removes nothing by itself may ask for it all the same: an earlier one was before it. */
function isTaken(choice: Choice): RawBuilder<boolean> {
  const asksToRemove = sql`coalesce(o.removes, false)`
  const isRemoval = sql`(${asksToRemove} or o.outcome = any(${REMOVALS}::smallint[])
    or f.inspection->'detail'->>'removals' is not null)`
  switch (choice.take) {
    case 'safe':
      return sql`not ${isRemoval}`
    case 'safeIn':
      return sql`not (${isRemoval} and coalesce(e.inside, ${asksToRemove}))`
    case 'segments':
      return sql`coalesce(e.inside, not ${asksToRemove})`
  }
}

/** The records that change something, each with whether all of it is in the segments of a choice. */
function segmented(plan: Place, choice: Choice): RawBuilder<unknown> {
  if (choice.take === 'safe') return sql`select 0 as file_no, 0 as record, false as inside where false`
  const isInside = sql`coalesce(segment = any(${textArray(choice.segments)}::text[]), false)`
  return sql`select file_no, record, bool_and(${isInside}) as inside
    from (${segmentsOf(plan, choice.segmentBy)}) s group by file_no, record`
}

/** The records that a run does not take become those of another one. */
async function giveRest(tx: Tx, { organisationId, id }: Place, heldRun: number): Promise<void> {
  await sql`
    insert into run_sieve (organisation_id, run_id, file_no, first, taken)
    select organisation_id, ${heldRun}, file_no, first,
      (select array_agg(not t order by ord) from unnest(taken) with ordinality u (t, ord))
    from run_sieve where organisation_id = ${organisationId} and run_id = ${id}`.execute(tx.db)
  await sql`
    insert into run_file (organisation_id, run_id, file_no, name, kind, entry, sha256, size, state, inspection, records,
      done, counts)
    select f.organisation_id, ${heldRun}, f.file_no, name, kind, entry, sha256, size, 'waiting',
      jsonb_set(jsonb_set(inspection, '{records}', to_jsonb(s.records)), '{warnings}', '[]'), s.records, 0, '{}'
    from run_file f
    join (
      select file_no, count(*) filter (where t) as records
      from run_sieve cross join lateral unnest(taken) t
      where organisation_id = ${organisationId} and run_id = ${heldRun} group by file_no) s
      on s.file_no = f.file_no and s.records > 0
    where f.organisation_id = ${organisationId} and f.run_id = ${id}`.execute(tx.db)
  await sql`
    insert into run_missing_key (organisation_id, run_id, file_no, ord, key)
    select organisation_id, ${heldRun}, file_no, ord, key from run_missing_key
    where organisation_id = ${organisationId} and run_id = ${id}`.execute(tx.db)
  await copyNoted(tx, organisationId, id, heldRun)
  await sql`update run set sieve = 'absent' where organisation_id = ${organisationId} and id = ${heldRun}`.execute(
    tx.db,
  )
}
