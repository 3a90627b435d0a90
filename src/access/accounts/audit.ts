import type { Insertable } from 'kysely'
import { sql } from 'kysely'
import type { SftpAuditTable } from '../../store/schema-accounts.ts'
import type { Store, Tx } from '../../store/store.ts'
import type { SftpNote } from '../../transport/sftp/host.ts'

/** Notes written in one statement. */
const MOST_AT_ONCE = 500
/** Notes that wait for the database; while it does not take them, no more are kept. */
const MOST_WAITING = 20_000
const WAIT_MS = 200
const OUTBOX = '/outbox/'
/** Refusals of one account that are put on record in a minute: whoever is turned away must not fill the database. */
const REFUSALS_PER_MINUTE = 60
const MINUTE_MS = 60_000
/** Of a path or detail; clients may name anything. */
const MOST_CHARACTERS = 500

/** Writes what happened over SFTP, a little later and many at a time. */
export interface SftpAudit {
  note(note: SftpNote): void
  /** Until all that was noted is written. Throws when the database refuses. */
  flush(): Promise<void>
}

/** One line of the record. */
export interface AuditEntry {
  readonly at: Date
  readonly login: string
  readonly action: string
  readonly address: string
  readonly path: string | null
  readonly size: number | null
  readonly detail: string | null
  readonly milliseconds: number | null
}

export function sftpAudit(store: Store, failed: (error: unknown) => void): SftpAudit {
  let waiting: SftpNote[] = []
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  const isOneTooMany = refusalCounter()
  const write = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_AT_ONCE)
      await store.asHouse((tx) => writeNotes(tx, batch))
      waiting = waiting.slice(batch.length)
    }
  }
  const start = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    writing = writing.catch(() => {}).then(write)
    return writing
  }
  return {
    note(note) {
      if (waiting.length >= MOST_WAITING || isOneTooMany(note)) return
      waiting.push(note)
      timer ??= setTimeout(() => start().catch(failed), WAIT_MS)
    },
    flush: start,
  }
}

function refusalCounter(): (note: SftpNote) => boolean {
  let minute = 0
  const counts = new Map<number, number>()
  return ({ action, account, at }) => {
    if (action !== 'refused' && action !== 'loginRefused') return false
    const now = Math.floor(at / MINUTE_MS)
    if (now !== minute) counts.clear()
    minute = now
    const count = (counts.get(account.id) ?? 0) + 1
    counts.set(account.id, count)
    return count > REFUSALS_PER_MINUTE
  }
}

/**
 * An outbound file that was sent from its first byte to its last was collected: in one piece, or, where its getting was resumed, in
 * pieces that the record has.
 */
async function writeNotes(tx: Tx, notes: readonly SftpNote[]): Promise<void> {
  await tx.db.insertInto('sftp_audit').values(notes.map(rowOf)).execute()
  const ends = notes.filter(isEndOfOutboundFile)
  if (ends.length > 0) await writeCollected(tx, ends)
}

function isEndOfOutboundFile({ action, path, range, size }: SftpNote): boolean {
  return action === 'sent' && path?.startsWith(OUTBOX) === true && range?.[1] === size
}

/** Each piece that reaches the end of its file, if those before it reach its beginning without a gap. */
async function writeCollected({ db }: Tx, ends: readonly SftpNote[]): Promise<void> {
  const list = JSON.stringify(
    ends.map(({ account, session, address, at, path, size, modifiedAt }) => ({
      organisation_id: account.organisationId,
      account_id: account.id,
      session,
      address,
      at: new Date(at).toISOString(),
      path,
      size,
      modified_at: new Date(modifiedAt!).toISOString(),
    })),
  )
  await sql`
    insert into sftp_audit (organisation_id, account_id, session, address, at, action, path, size, modified_at)
    select e.organisation_id, e.account_id, e.session, e.address, e.at, 'collected', e.path, e.size, e.modified_at
    from jsonb_to_recordset(${list}::jsonb) as e (organisation_id integer, account_id integer, session text,
      address text, at timestamptz, path text, size bigint, modified_at timestamptz)
    where int8multirange(int8range(0, e.size)) <@ (
      select range_agg(int8range(a.first_byte, a.last_byte)) from sftp_audit a
      where a.action = 'sent' and a.organisation_id = e.organisation_id and a.account_id = e.account_id
        and a.path = e.path and a.size = e.size and a.modified_at = e.modified_at)`.execute(db)
}

function rowOf({ account, range, modifiedAt, ...note }: SftpNote): Insertable<SftpAuditTable> {
  return {
    organisation_id: account.organisationId,
    account_id: account.id,
    session: note.session,
    at: new Date(note.at),
    action: note.action,
    address: note.address,
    path: storable(note.path),
    size: note.size ?? null,
    first_byte: range?.[0] ?? null,
    last_byte: range?.[1] ?? null,
    modified_at: modifiedAt === undefined ? null : new Date(modifiedAt),
    milliseconds: note.milliseconds ?? null,
    detail: storable(note.detail),
  }
}

/** Without NUL, which the database does not take, and without what would break a line of the log. */
function storable(text: string | undefined): string | null {
  if (text === undefined) return null
  const short = text.slice(0, MOST_CHARACTERS).toWellFormed()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return short.replace(/[\u0000-\u001f\u007f]/g, '\ufffd')
}

/** The last entries of an organisation, or of one of its accounts, the newest first. */
export async function readAudit(
  { db }: Tx,
  organisationId: number,
  { login, most }: { readonly login: string; readonly most: number },
): Promise<AuditEntry[]> {
  return db
    .selectFrom('sftp_audit')
    .innerJoin('account', (join) =>
      join
        .onRef('account.organisation_id', '=', 'sftp_audit.organisation_id')
        .onRef('account.id', '=', 'sftp_audit.account_id'),
    )
    .select(['at', 'login', 'action', 'address', 'path', 'size', 'detail', 'milliseconds'])
    .where('sftp_audit.organisation_id', '=', organisationId)
    .where('account.login', '=', login)
    .orderBy('sftp_audit.id', 'desc')
    .limit(most)
    .execute()
}
