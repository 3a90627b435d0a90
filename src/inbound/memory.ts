import { sql } from 'kysely'
import { RECORD_KINDS, type RecordKind } from '../domain/action.ts'
import { numberArray, textArray } from '../store/array-literal.ts'
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
   * Only `asked` are looked up; the others are known to be new. `whileWaiting` is called while they are.
   */
  differing(
    records: readonly Remembered[],
    asked: readonly Remembered[],
    whileWaiting?: () => void,
  ): Promise<number[]>
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
  #staged = 0
  #noneThere = true

  constructor(tx: Tx, siteId: number, feedId: number, kind: RecordKind) {
    this.#tx = tx
    this.#siteId = siteId
    this.#feedId = feedId
    this.#kind = kindNumber(kind)
  }

  async differing(
    records: readonly Remembered[],
    asked: readonly Remembered[],
    whileWaiting: () => void = () => undefined,
  ): Promise<number[]> {
    await stageRecords(this.#tx, records)
    this.#staged = records.length
    if (asked.length === 0) return records.map(({ index }) => index)
    const all = asked.length === records.length
    // A look-up by index for each record, whatever the planner believes of a table that it has no statistics of.
    const answer = sql<{ differing: number[]; there: number }>`
      select coalesce(array_agg(s.ord) filter (where m.hash is distinct from s.hash), '{}') as differing,
        count(m.hash) as there
      from stage_record s
      left join lateral (
        select hash from memory
        where site_id = ${this.#siteId} and kind = ${this.#kind} and key = s.key and feed_id = ${this.#feedId}
        limit 1) m on true
      ${all ? sql`` : sql`where s.ord = any(${numberArray(asked.map(({ index }) => index))}::integer[])`}`.execute(this.#tx.db)
    whileWaiting()
    const { rows } = await answer
    const { differing, there } = rows[0]!
    this.#noneThere = there === 0
    if (all) return differing
    const same = new Set(asked.map(({ index }) => index))
    for (const index of differing) same.delete(index)
    return records.map(({ index }) => index).filter((index) => !same.has(index))
  }

  async forget(forgotten: Forgotten): Promise<void> {
    const stale = (await rememberedOf(this.#tx, this.#siteId, forgotten)).filter(
      ({ kind, key, feedId }) =>
        kindNumber(kind) !== this.#kind || feedId !== this.#feedId || !forgotten.rewritten.has(key),
    )
    for (const [kind, ofKind] of Map.groupBy(stale, ({ kind }) => kind)) {
      await sql`
        delete from memory where site_id = ${this.#siteId} and kind = ${kindNumber(kind)}
          and key = any(${textArray(ofKind.map(({ key }) => key))}::text[])`.execute(this.#tx.db)
    }
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

/** What is remembered of keys that are to be forgotten, by any feed of the site: mostly nothing. */
export async function rememberedOf(
  tx: Tx,
  siteId: number,
  { exact, prefixes }: Forgotten,
): Promise<(KindAndKey & { feedId: number })[]> {
  const found: { kind: number; key: string; feed_id: number }[] = []
  for (const [names, matches] of [
    [exact, sql`key = gone.name`],
    [prefixes, sql`key >= gone.name and key < gone.name || ${PAST_ALL}`],
  ] as const) {
    if (names.length === 0) continue
    const { rows } = await sql<(typeof found)[number]>`
      select gone.kind, hit.key, hit.feed_id
      from unnest(${numberArray(names.map(({ kind }) => kindNumber(kind)))}::smallint[],
        ${textArray(names.map(({ key }) => key))}::text[]) gone (kind, name)
      cross join lateral (
        select key, feed_id from memory where site_id = ${siteId} and kind = gone.kind and ${matches} offset 0) hit`.execute(
      tx.db,
    )
    found.push(...rows)
  }
  return found.map(({ kind, key, feed_id }) => ({ kind: RECORD_KINDS[kind]!, key, feedId: feed_id }))
}

export async function stageRecords(tx: Tx, records: readonly Remembered[]): Promise<void> {
  await ensureStaging(tx, 'stage_record', 'ord integer, key text collate "C", hash bytea')
  const lines = records.map(({ index, key, hash }) => `${index}\t${copyCell(key)}\t\\\\x${hash}\n`)
  await tx.copy('stage_record', ['ord', 'key', 'hash'], lines.join(''))
}
