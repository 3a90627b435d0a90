import { sql } from 'kysely'
import type { RecordKind } from '../../domain/action.ts'
import type { Tx } from '../../store/store.ts'
import { kindNumber } from '../memory.ts'
import { DIGEST_BYTES } from './blocks.ts'
import { type Known, MOST_DOUBTFUL, type Outline } from './outline.ts'

/** What a feed's outline belongs to. */
export interface OutlineOf {
  readonly siteId: number
  readonly feedId: number
  readonly kind: RecordKind
}

/** Null where there is none, or too many records are stale. */
export async function readOutline(tx: Tx, of: OutlineOf): Promise<Known | null> {
  const { rows } = await sql<{ blocks: Uint8Array; doubtful: string[]; stale: string[] }>`
    select blocks, doubtful, array(
      select key from memory where ${isOf(of)} and stale limit ${sql.lit(MOST_DOUBTFUL + 1)}) as stale
    from memory_outline where ${isOf(of)}`.execute(tx.db)
  const stored = rows[0]
  if (stored === undefined || stored.stale.length > MOST_DOUBTFUL) return null
  return { blocks: digestsIn(stored.blocks), doubtful: new Set([...stored.doubtful, ...stored.stale]) }
}

/** Keeps it for the next file, unless somebody else wrote to the site since its last chunk. */
export async function keepOutline(tx: Tx, of: OutlineOf, outline: Outline | null): Promise<void> {
  const kept = outline?.toKeep() ?? null
  if (kept === null) return
  const { blocks, doubtful, revision } = kept
  await sql`
    with here as (select from site where id = ${of.siteId} and revision = ${revision} for update)
    insert into memory_outline (site_id, kind, feed_id, blocks, doubtful)
    select ${of.siteId}, ${kindNumber(of.kind)}, ${of.feedId}, ${blocks}, ${doubtful}::text[] from here
    on conflict (site_id, kind, feed_id) do update set blocks = excluded.blocks, doubtful = excluded.doubtful`.execute(
    tx.db,
  )
}

function isOf({ siteId, feedId, kind }: OutlineOf) {
  return sql`site_id = ${siteId} and kind = ${kindNumber(kind)} and feed_id = ${feedId}`
}

/** The digests that stand one behind the other. */
export function digestsIn(bytes: Uint8Array): Set<string> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  const digests = new Set<string>()
  for (let at = 0; at < text.length; at += HEX_DIGITS) digests.add(text.slice(at, at + HEX_DIGITS))
  return digests
}

const HEX_DIGITS = 2 * DIGEST_BYTES
