import { sql } from 'kysely'
import { RECORD_KINDS, type RecordKind } from '../domain/action.ts'
import { copyCell } from '../store/copy-text.ts'
import { ensureStaging } from '../store/staging.ts'
import type { Tx } from '../store/store.ts'

/**
 * What the hub last applied, for each feed and key: a hash of the record. Sending a full file again costs what
 * changed, not what it holds. The comparison happens in SQL; only the numbers of the records that differ come back.
 */
export interface Memory {
  /** Stages the chunk's keys and hashes, and answers with the indexes of the records that are not as last applied. */
  differing(records: readonly Remembered[]): Promise<number[]>
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

  constructor(tx: Tx, siteId: number, feedId: number, kind: RecordKind) {
    this.#tx = tx
    this.#siteId = siteId
    this.#feedId = feedId
    this.#kind = kindNumber(kind)
  }

  async differing(records: readonly Remembered[]): Promise<number[]> {
    await stageRecords(this.#tx, records)
    // A look-up by index for each record, whatever the planner believes of a table that it has no statistics of.
    const { rows } = await sql<{ ords: number[] }>`
      select coalesce(array_agg(s.ord order by s.ord), '{}') as ords
      from stage_record s
      left join lateral (
        select hash from memory
        where site_id = ${this.#siteId} and kind = ${this.#kind} and key = s.key and feed_id = ${this.#feedId}
        limit 1) m on true
      where m.hash is distinct from s.hash`.execute(this.#tx.db)
    return rows[0]!.ords
  }

  async forget({ exact, prefixes }: Forgotten): Promise<void> {
    await this.#forgetKeys(exact)
    if (prefixes.length > 0) await this.#forgetKeys(await keysStartingWith(this.#tx, this.#siteId, prefixes))
  }

  /** One statement a kind: with the keys as a list and not as a table to join, each is looked up by index. */
  async #forgetKeys(keys: readonly KindAndKey[]): Promise<void> {
    for (const [kind, ofKind] of Map.groupBy(keys, ({ kind }) => kind)) {
      await sql`
        delete from memory where site_id = ${this.#siteId} and kind = ${kindNumber(kind)}
          and key = any(${ofKind.map(({ key }) => key)}::text[])`.execute(this.#tx.db)
    }
  }

  async remember(indexes: readonly number[]): Promise<void> {
    if (indexes.length === 0) return
    await sql`
      insert into memory (site_id, kind, key, feed_id, hash)
      select ${this.#siteId}, ${this.#kind}, key, ${this.#feedId}, hash from stage_record
      where ord = any(${indexes}::integer[])
      on conflict (site_id, kind, key, feed_id) do update set hash = excluded.hash`.execute(this.#tx.db)
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
