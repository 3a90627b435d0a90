import { type RawBuilder, sql } from 'kysely'
import { RECORD_KINDS, type RecordKind } from '../domain/action.ts'
import { numberArray, textArray } from '../store/array-literal.ts'
import type { Tx } from '../store/store.ts'
import { type Remembered, spelledKeys } from './batch.ts'

/**
 * What the hub last applied, for each feed and key: a hash of the record. Sending a full file again costs what
 * changed, not what it holds. The comparison happens in SQL; only the numbers of the records that differ come back.
 */
export interface Memory {
  /** Tells which of the records are not as last applied. */
  compare(records: readonly Remembered[]): Promise<Comparison>
  /**
   * Something else changed what these keys are about, for any feed of the site: records of them are no longer as last
   * applied, though the hub still knows that they were applied.
   */
  forget(forgotten: Forgotten): Promise<void>
  /** Some of the records, by index, are stale from the beginning. */
  remember(records: readonly Remembered[], staleAtOnce: ReadonlySet<number>): Promise<void>
}

/** Indexes of records. Those in neither list are as last applied. */
export interface Comparison {
  /** New, or other than what was last applied. */
  readonly differing: readonly number[]
  /** The same as was last applied, but something else changed what they are about since. */
  readonly stale: readonly number[]
}

export interface Forgotten {
  readonly exact: readonly KindAndKey[]
  readonly prefixes: readonly KindAndKey[]
  /** Keys of the run's own kind and feed that the chunk remembers anew: no need to forget them first. */
  readonly rewritten: ReadonlySet<string>
}

export interface KindAndKey {
  readonly kind: RecordKind
  readonly key: string
}

/** After the last character of any key, in the byte order of collation "C". */
export const PAST_ALL = '\u{10FFFF}'

export function kindNumber(kind: RecordKind): number {
  return RECORD_KINDS.indexOf(kind)
}

export class LiveMemory implements Memory {
  readonly #tx: Tx
  readonly #siteId: number
  readonly #feedId: number
  readonly #kind: number

  constructor(tx: Tx, siteId: number, feedId: number, kind: RecordKind) {
    this.#tx = tx
    this.#siteId = siteId
    this.#feedId = feedId
    this.#kind = kindNumber(kind)
  }

  async compare(records: readonly Remembered[]): Promise<Comparison> {
    const { rows } = await sql<{ differing: number[]; stale: number[] }>`
      select coalesce(array_agg(s.ord) filter (where m.hash is distinct from s.hash), '{}') as differing,
        coalesce(array_agg(s.ord) filter (where m.hash = s.hash and m.stale), '{}') as stale
      from ${recordTable(records)} s left join lateral (
        select hash, stale from memory
        where site_id = ${this.#siteId} and kind = ${this.#kind} and feed_id = ${this.#feedId} and key = s.key
        limit 1) m on true`.execute(this.#tx.db)
    const indexes = (ords: readonly number[]) => ords.map((ord) => records[ord]!.index)
    return { differing: indexes(rows[0]!.differing), stale: indexes(rows[0]!.stale) }
  }

  async forget(forgotten: Forgotten): Promise<void> {
    const rewritten = textArray([...forgotten.rewritten])
    for (const hits of remembered(this.#siteId, forgotten)) {
      this.#tx.send(sql`
        update memory set stale = true from (
          select distinct kind, key, feed_id from (${hits}) hit
          where not (kind = ${this.#kind} and feed_id = ${this.#feedId} and key = any(${rewritten}::text[]))) gone
        where memory.site_id = ${this.#siteId} and memory.kind = gone.kind and memory.key = gone.key
          and memory.feed_id = gone.feed_id`)
    }
  }

  async remember(records: readonly Remembered[], staleAtOnce: ReadonlySet<number>): Promise<void> {
    if (records.length === 0) return
    // The feed's outline tells of records that are as last applied: from now on others are.
    this.#tx.send(sql`
      with outdated as (delete from memory_outline
        where site_id = ${this.#siteId} and kind = ${this.#kind} and feed_id = ${this.#feedId})
      insert into memory (site_id, kind, key, feed_id, hash, stale)
      select ${this.#siteId}, ${this.#kind}, key, ${this.#feedId}, hash, ${isAmong(records, staleAtOnce)}
      from ${recordTable(records)} s
      on conflict (site_id, kind, key, feed_id) do update set hash = excluded.hash, stale = excluded.stale`)
  }
}

interface RememberedRow {
  readonly kind: number
  readonly key: string
  readonly feed_id: number
}

/** Asks what is remembered of keys that are to be forgotten, by any feed of the site: mostly nothing. */
function remembered(siteId: number, { exact, prefixes }: Forgotten): RawBuilder<RememberedRow>[] {
  const named = (names: readonly KindAndKey[], matches: RawBuilder<unknown>) => sql<RememberedRow>`
    select gone.kind, hit.key, hit.feed_id
    from unnest(${numberArray(names.map(({ kind }) => kindNumber(kind)))}::smallint[],
      ${textArray(names.map(({ key }) => key))}::text[]) gone (kind, name)
    cross join lateral (
      select key, feed_id from memory
      where site_id = ${siteId} and kind = gone.kind and not stale and ${matches} offset 0) hit`
  return [
    ...(exact.length === 0 ? [] : [named(exact, sql`key = gone.name`)]),
    ...(prefixes.length === 0
      ? []
      : [named(prefixes, sql`key >= gone.name and key < gone.name || ${PAST_ALL}`)]),
  ]
}

export async function rememberedOf(
  tx: Tx,
  siteId: number,
  forgotten: Forgotten,
): Promise<(KindAndKey & { feedId: number })[]> {
  const found: RememberedRow[] = []
  for (const hits of remembered(siteId, forgotten)) found.push(...(await hits.execute(tx.db)).rows)
  return found.map(({ kind, key, feed_id }) => ({ kind: RECORD_KINDS[kind]!, key, feedId: feed_id }))
}

const HASH_BYTES = 16

/**
 * Keys and hashes of records as a table of `ord` (from 0), `key` and `hash`. All hashes are one value, cut up in the
 * database: an array of them would be taken apart and unescaped element by element.
 */
export function recordTable(records: readonly Remembered[]): RawBuilder<unknown> {
  const hashes = `\\x${records.map(({ hash }) => hash).join('')}`
  return sql`(
    select (ord - 1)::integer as ord, key,
      substring(${hashes}::bytea from ((ord - 1) * ${sql.lit(HASH_BYTES)} + 1)::integer for ${sql.lit(HASH_BYTES)}) as hash
    from unnest(${spelledKeys(records)}::text[]) with ordinality r (key, ord))`
}

/** Whether a record of `recordTable` is one of some. */
export function isAmong(records: readonly Remembered[], some: ReadonlySet<number>): RawBuilder<boolean> {
  if (some.size === 0) return sql`false`
  const ords = records.flatMap(({ index }, ord) => (some.has(index) ? [ord] : []))
  return sql`ord = any(${numberArray(ords)}::integer[])`
}
