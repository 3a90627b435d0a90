import { sql } from 'kysely'
import type { RecordKind } from '../domain/action.ts'
import type { Tx } from '../store/store.ts'
import type { Remembered } from './batch.ts'
import {
  type Comparison,
  type Forgotten,
  isAmong,
  type KindAndKey,
  kindNumber,
  type Memory,
  PAST_ALL,
  recordTable,
  rememberedOf,
} from './memory.ts'

/**
 * The memory as it would be after a plan: what the plan remembers or forgets lies over what is remembered, and becomes
 * true when the plan is applied. A key that the plan only forgot has no hash of its own.
 */
export class PlannedMemory implements Memory {
  readonly #tx: Tx
  readonly #place: { organisationId: number; runId: number; siteId: number; feedId: number }
  readonly #kind: number

  constructor(
    tx: Tx,
    place: { organisationId: number; runId: number; siteId: number; feedId: number },
    kind: RecordKind,
  ) {
    this.#tx = tx
    this.#place = place
    this.#kind = kindNumber(kind)
  }

  async compare(records: readonly Remembered[]): Promise<Comparison> {
    const { organisationId, runId, siteId, feedId } = this.#place
    const { rows } = await sql<{ differing: number[]; stale: number[] }>`
      select coalesce(array_agg(s.ord) filter (where coalesce(p.hash, m.hash) is distinct from s.hash), '{}') as differing,
        coalesce(array_agg(s.ord) filter (
          where coalesce(p.hash, m.hash) = s.hash and coalesce(p.stale, m.stale)), '{}') as stale
      from ${recordTable(records)} s
      left join lateral (
        select hash, stale from plan_memory
        where organisation_id = ${organisationId} and run_id = ${runId} and kind = ${this.#kind} and key = s.key
        limit 1) p on true
      left join lateral (
        select hash, stale from memory
        where site_id = ${siteId} and kind = ${this.#kind} and key = s.key and feed_id = ${feedId}
        limit 1) m on true`.execute(this.#tx.db)
    const indexes = (ords: readonly number[]) => ords.map((ord) => records[ord]!.index)
    return { differing: indexes(rows[0]!.differing), stale: indexes(rows[0]!.stale) }
  }

  async forget(forgotten: Forgotten): Promise<void> {
    const { organisationId, runId, siteId } = this.#place
    await this.#noteForgotten(forgotten.exact, false)
    await this.#noteForgotten(forgotten.prefixes, true)
    await this.#forgetKeys([...forgotten.exact, ...(await rememberedOf(this.#tx, siteId, forgotten))])
    const { prefixes } = forgotten
    if (prefixes.length === 0) return
    await sql`
      update plan_memory p set stale = true
      from unnest(${prefixes.map(({ kind }) => kindNumber(kind))}::smallint[],
        ${prefixes.map(({ key }) => key)}::text[]) gone (kind, prefix)
      where p.organisation_id = ${organisationId} and p.run_id = ${runId} and p.kind = gone.kind
        and starts_with(p.key, gone.prefix)`.execute(this.#tx.db)
  }

  /** For all feeds, and for what they learn until the plan is applied. */
  async #noteForgotten(names: readonly KindAndKey[], prefix: boolean): Promise<void> {
    if (names.length === 0) return
    const { organisationId, runId } = this.#place
    await sql`
      insert into plan_forgotten (organisation_id, run_id, kind, key, prefix)
      select ${organisationId}::integer, ${runId}::bigint, gone.kind, gone.key, ${prefix}::boolean
      from unnest(${names.map(({ kind }) => kindNumber(kind))}::smallint[],
        ${names.map(({ key }) => key)}::text[]) gone (kind, key)
      on conflict do nothing`.execute(this.#tx.db)
  }

  async #forgetKeys(keys: readonly KindAndKey[]): Promise<void> {
    if (keys.length === 0) return
    const { organisationId, runId } = this.#place
    await sql`
      insert into plan_memory (organisation_id, run_id, kind, key, hash, stale)
      select distinct ${organisationId}::integer, ${runId}::bigint, gone.kind, gone.key, null::bytea, true
      from unnest(${keys.map(({ kind }) => kindNumber(kind))}::smallint[],
        ${keys.map(({ key }) => key)}::text[]) gone (kind, key)
      on conflict (organisation_id, run_id, kind, key) do update set stale = true`.execute(this.#tx.db)
  }

  async remember(records: readonly Remembered[], staleAtOnce: ReadonlySet<number>): Promise<void> {
    if (records.length === 0) return
    const { organisationId, runId } = this.#place
    await sql`
      insert into plan_memory (organisation_id, run_id, kind, key, hash, stale)
      select ${organisationId}::integer, ${runId}::bigint, ${this.#kind}::smallint, key, hash,
        ${isAmong(records, staleAtOnce)}
      from ${recordTable(records)} s
      on conflict (organisation_id, run_id, kind, key) do update set hash = excluded.hash, stale = excluded.stale`.execute(
      this.#tx.db,
    )
  }
}

/** Makes a plan's memory true: what it forgot is stale, what it remembers counts from now on. */
export async function adoptPlannedMemory(
  tx: Tx,
  place: { organisationId: number; runId: number; siteId: number; feedId: number },
): Promise<void> {
  const { organisationId, runId, siteId, feedId } = place
  const gone = sql`select kind, key from plan_forgotten
    where organisation_id = ${organisationId} and run_id = ${runId}`
  await sql`
    update memory m set stale = true from (${gone} and not prefix) gone
    where m.site_id = ${siteId} and m.kind = gone.kind and m.key = gone.key`.execute(tx.db)
  await sql`
    update memory m set stale = true from (${gone} and prefix) gone
    where m.site_id = ${siteId} and m.kind = gone.kind
      and m.key >= gone.key and m.key < gone.key || ${PAST_ALL}`.execute(tx.db)
  await sql`delete from memory_outline where site_id = ${siteId} and feed_id = ${feedId}`.execute(tx.db)
  await sql`
    insert into memory (site_id, kind, key, feed_id, hash, stale)
    select ${siteId}, kind, key, ${feedId}, hash, stale from plan_memory
    where organisation_id = ${organisationId} and run_id = ${runId} and hash is not null
    on conflict (site_id, kind, key, feed_id) do update set hash = excluded.hash, stale = excluded.stale`.execute(
    tx.db,
  )
}
