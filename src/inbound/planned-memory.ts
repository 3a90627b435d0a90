import { sql } from 'kysely'
import type { RecordKind } from '../domain/action.ts'
import type { Tx } from '../store/store.ts'
import {
  chosen,
  type Forgotten,
  type KindAndKey,
  kindNumber,
  type Memory,
  PAST_ALL,
  type Remembered,
  recordTable,
  rememberedOf,
} from './memory.ts'

/**
 * The memory as it would be after a plan: what the plan remembers or forgets lies over what is remembered, and becomes
 * true when the plan is applied. A forgotten key has no hash.
 */
export class PlannedMemory implements Memory {
  readonly #tx: Tx
  readonly #place: { organisationId: number; runId: number; siteId: number; feedId: number }
  readonly #kind: number
  #records: readonly Remembered[] = []

  constructor(
    tx: Tx,
    place: { organisationId: number; runId: number; siteId: number; feedId: number },
    kind: RecordKind,
  ) {
    this.#tx = tx
    this.#place = place
    this.#kind = kindNumber(kind)
  }

  /** Plans ask about every record: `asked` is all of them. */
  async differing(records: readonly Remembered[]): Promise<number[]> {
    const { organisationId, runId, siteId, feedId } = this.#place
    this.#records = records
    const { rows } = await sql<{ ords: number[] }>`
      select coalesce(array_agg(s.ord order by s.ord), '{}') as ords
      from ${recordTable(records)} s
      left join lateral (
        select true as there, hash from plan_memory
        where organisation_id = ${organisationId} and run_id = ${runId} and kind = ${this.#kind} and key = s.key
        limit 1) p on true
      left join lateral (
        select hash from memory
        where site_id = ${siteId} and kind = ${this.#kind} and key = s.key and feed_id = ${feedId}
        limit 1) m on true
      where case when p.there then p.hash else m.hash end is distinct from s.hash`.execute(this.#tx.db)
    return rows[0]!.ords.map((ord) => records[ord]!.index)
  }

  async forget(forgotten: Forgotten): Promise<void> {
    const { organisationId, runId, siteId } = this.#place
    await this.#noteForgotten(forgotten.exact, false)
    await this.#noteForgotten(forgotten.prefixes, true)
    await this.#forgetKeys([...forgotten.exact, ...(await rememberedOf(this.#tx, siteId, forgotten))])
    const { prefixes } = forgotten
    if (prefixes.length === 0) return
    await sql`
      update plan_memory p set hash = null
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
      insert into plan_memory (organisation_id, run_id, kind, key, hash)
      select distinct ${organisationId}::integer, ${runId}::bigint, gone.kind, gone.key, null::bytea
      from unnest(${keys.map(({ kind }) => kindNumber(kind))}::smallint[],
        ${keys.map(({ key }) => key)}::text[]) gone (kind, key)
      on conflict (organisation_id, run_id, kind, key) do update set hash = null`.execute(this.#tx.db)
  }

  async remember(indexes: readonly number[]): Promise<void> {
    if (indexes.length === 0) return
    const { organisationId, runId } = this.#place
    await sql`
      insert into plan_memory (organisation_id, run_id, kind, key, hash)
      select ${organisationId}::integer, ${runId}::bigint, ${this.#kind}::smallint, key, hash
      from ${recordTable(chosen(this.#records, indexes))} s
      on conflict (organisation_id, run_id, kind, key) do update set hash = excluded.hash`.execute(
      this.#tx.db,
    )
  }
}

/** Makes a plan's memory true: what it forgot goes, what it remembers counts from now on. */
export async function adoptPlannedMemory(
  tx: Tx,
  place: { organisationId: number; runId: number; siteId: number; feedId: number },
): Promise<void> {
  const { organisationId, runId, siteId, feedId } = place
  const gone = sql`select kind, key from plan_forgotten
    where organisation_id = ${organisationId} and run_id = ${runId}`
  await sql`
    delete from memory m using (${gone} and not prefix) gone
    where m.site_id = ${siteId} and m.kind = gone.kind and m.key = gone.key`.execute(tx.db)
  await sql`
    delete from memory m using (${gone} and prefix) gone
    where m.site_id = ${siteId} and m.kind = gone.kind
      and m.key >= gone.key and m.key < gone.key || ${PAST_ALL}`.execute(tx.db)
  await sql`
    insert into memory (site_id, kind, key, feed_id, hash)
    select ${siteId}, kind, key, ${feedId}, hash from plan_memory
    where organisation_id = ${organisationId} and run_id = ${runId} and hash is not null
    on conflict (site_id, kind, key, feed_id) do update set hash = excluded.hash`.execute(tx.db)
}
