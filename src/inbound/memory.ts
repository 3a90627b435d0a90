import { sql } from 'kysely'
import { RECORD_KINDS, type RecordKind } from '../domain/action.ts'
import { numberArray } from '../store/array-literal.ts'
import { copyCell } from '../store/copy-text.ts'
import { ensureStaging } from '../store/staging.ts'
import type { Tx } from '../store/store.ts'

/**
 * What the hub last applied, for each feed and key: a hash of the record. Sending a full file again costs what
 * changed, not what it holds. The comparison happens in SQL; only the numbers of the records that differ come back.
 */
export interface Memory {
  /**
   * Stages the chunk's keys and hashes, and answers with the indexes of the records that are not as last applied.
   * Only `asked` are looked up; the others are known to be new.
   */
  differing(records: readonly Remembered[], asked: readonly Remembered[]): Promise<number[]>
  /** Forgets keys of any feed of the site, and keys that start with a prefix. */
  forget(forgotten: Forgotten): Promise<void>
  /** Remembers records of those staged, by index. */
  remember(indexes: readonly number[]): Promise<void>
}

export interface Remembered {
  readonly index: number
  readonly key: string
  /** 32 hex digits. */
  readonly hash: string
}

export interface Forgotten {
  readonly exact: readonly KindAndKey[]
  readonly prefixes: readonly KindAndKey[]
}

export interface KindAndKey {
  readonly kind: RecordKind
  readonly key: string
}

/** After the last character of any key, in the byte order of collation "C". */
const PAST_ALL = '\u{10FFFF}'

export function kindNumber(kind: RecordKind): number {
  return RECORD_KINDS.indexOf(kind)
}

export class LiveMemory implements Memory {
  readonly #tx: Tx
  readonly #siteId: number
  readonly #feedId: number
  readonly #kind: number
  #staged = 0
  #noneThere = true

  constructor(tx: Tx, siteId: number, feedId: number, kind: RecordKind) {
    this.#tx = tx
    this.#siteId = siteId
    this.#feedId = feedId
    this.#kind = kindNumber(kind)
  }

  async differing(records: readonly Remembered[], asked: readonly Remembered[]): Promise<number[]> {
    await stageRecords(this.#tx, records)
    this.#staged = records.length
    if (asked.length === 0) return records.map(({ index }) => index)
    const all = asked.length === records.length
    // A look-up by index for each record, whatever the planner believes of a table that it has no statistics of.
    const { rows } = await sql<{ differing: number[]; there: number }>`
      select coalesce(array_agg(s.ord) filter (where m.hash is distinct from s.hash), '{}') as differing,
        count(m.hash) as there
      from stage_record s
      left join lateral (
        select hash from memory
        where site_id = ${this.#siteId} and kind = ${this.#kind} and key = s.key and feed_id = ${this.#feedId}
        limit 1) m on true
      ${all ? sql`` : sql`where s.ord = any(${numberArray(asked.map(({ index }) => index))}::integer[])`}`.execute(this.#tx.db)
    const { differing, there } = rows[0]!
    this.#noneThere = there === 0
    if (all) return differing
    const same = new Set(asked.map(({ index }) => index))
    for (const index of differing) same.delete(index)
    return records.map(({ index }) => index).filter((index) => !same.has(index))
  }

  async forget({ exact, prefixes }: Forgotten): Promise<void> {
    await this.#forgetKeys(exact)
    if (prefixes.length > 0) await this.#forgetKeys(await keysStartingWith(this.#tx, this.#siteId, prefixes))
  }

  /** By the whole primary key, feed included: only then every planner looks the rows up, instead of reading all. */
  async #forgetKeys(keys: readonly KindAndKey[]): Promise<void> {
    if (keys.length === 0) return
    await sql`
      delete from memory m
      using unnest(${keys.map(({ kind }) => kindNumber(kind))}::smallint[],
        ${keys.map(({ key }) => key)}::text[]) gone (kind, key), feed
      where feed.site_id = ${this.#siteId}
        and m.site_id = ${this.#siteId} and m.kind = gone.kind and m.key = gone.key and m.feed_id = feed.id`.execute(
      this.#tx.db,
    )
  }

  async remember(indexes: readonly number[]): Promise<void> {
    if (indexes.length === 0) return
    const some = indexes.length === this.#staged ? sql`` : sql`where ord = any(${numberArray(indexes)}::integer[])`
    // The lock on the site keeps others out, so keys that were not there are not there now.
    const known = this.#noneThere
      ? sql``
      : sql`on conflict (site_id, kind, key, feed_id) do update set hash = excluded.hash`
    await sql`
      insert into memory (site_id, kind, key, feed_id, hash)
      select ${this.#siteId}, ${this.#kind}, key, ${this.#feedId}, hash from stage_record
      ${some} ${known}`.execute(this.#tx.db)
  }
}

export async function keysStartingWith(
  tx: Tx,
  siteId: number,
  prefixes: readonly KindAndKey[],
): Promise<KindAndKey[]> {
  const { rows } = await sql<{ kind: number; key: string }>`
    select gone.kind, hit.key
    from unnest(${prefixes.map(({ kind }) => kindNumber(kind))}::smallint[],
      ${prefixes.map(({ key }) => key)}::text[]) gone (kind, prefix)
    cross join lateral (
      select key from memory
      where site_id = ${siteId} and kind = gone.kind and key >= gone.prefix and key < gone.prefix || ${PAST_ALL}
      offset 0) hit`.execute(tx.db)
  return rows.map(({ kind, key }) => ({ kind: RECORD_KINDS[kind]!, key }))
}

export async function stageRecords(tx: Tx, records: readonly Remembered[]): Promise<void> {
  await ensureStaging(tx, 'stage_record', 'ord integer, key text collate "C", hash bytea')
  let text = ''
  for (const { index, key, hash } of records) text += `${index}\t${copyCell(key)}\t\\\\x${hash}\n`
  await tx.copy('stage_record', ['ord', 'key', 'hash'], text)
}
