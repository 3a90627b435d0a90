import { type RawBuilder, sql } from 'kysely'
import type { RecordKind } from '../../domain/action.ts'
import { SEPARATOR } from '../../domain/record-key.ts'
import { ANYTHING, type Toll } from '../../domain/removal.ts'
import type { Removals } from '../../formats/format.ts'
import { removableOf } from '../../sites/moodle/removable.ts'
import { textArray } from '../../store/array-literal.ts'
import type { Tx } from '../../store/store.ts'
import type { Hub } from '../hub.ts'
import { kindNumber } from '../memory.ts'
import { hasRole, namedBy } from '../removals/named-by.ts'
import { removalText } from '../removals/removal-records.ts'
import type { Run } from '../run-row.ts'
import type { RemoteSite } from './connection.ts'

/** Of what kind a list lacks things, what becomes of them, and which it can lack. */
interface Asked extends Pick<Removals, 'how' | 'inListedCourses' | 'severalRoles' | 'among'> {
  readonly kind: RecordKind
}

/** Keys of which the server is asked at once: each piece is a transaction of its own. */
const PIECE = 1000

/**
 * Notes what the full lists of a kind lack and what the server still has of that, to be counted by `countAsked`. Whom an
 * earlier list removed and nothing touched since is not asked of, unless the run verifies. Asked in no transaction, since
 * none may wait for a server; done anew when a run is taken up again.
 *
 * @throws WsFailure
 */
export async function askMissing(
  hub: Hub,
  run: Run,
  { site, firstLook }: RemoteSite,
  asked: Asked,
): Promise<void> {
  const { kind, how } = asked
  const inHouse = <T>(work: (tx: Tx) => Promise<T>) => hub.store.asOrganisation(run.organisationId, work)
  const fileNo = fileNoWhileAsked(kind)
  await inHouse(({ db }) =>
    sql`delete from run_missing_key
      where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}`.execute(
      db,
    ),
  )
  const applied = Buffer.from(hub.hashRecord(removalText(how)), 'hex')
  let noted = 0
  for (let after = ''; ; ) {
    const keys = await inHouse((tx) => missingAfter(tx, run, asked, run.verify ? null : applied, after))
    site.beginChunk()
    const { planned: there } = await firstLook.plan((reader) => removableOf(reader, kind, asked, keys))
    const from = noted
    noted += there.length
    await inHouse(({ db }) =>
      sql`insert into run_missing_key (organisation_id, run_id, file_no, ord, key)
        select ${run.organisationId}, ${run.id}, ${fileNo}, ${from} + ord, key
        from unnest(${textArray(there)}::text[]) with ordinality asked (key, ord)`.execute(db),
    )
    if (keys.length < PIECE) return
    after = keys.at(-1)!
  }
}

/** Puts what `askMissing` noted under a file number, and counts. What a list names counts as being there. */
export async function countAsked(
  tx: Tx,
  run: Run,
  managed: Omit<Asked, 'how'>,
  fileNo: number,
): Promise<Toll> {
  const { kind } = managed
  const { rows } = await sql<Toll>`
    with missing as (
      update run_missing_key set file_no = ${fileNo}
      where organisation_id = ${run.organisationId} and run_id = ${run.id}
        and file_no = ${fileNoWhileAsked(kind)}
      returning 1),
    named as (
      select from ${brought(run, managed)} and exists (${presentKey(run, managed)}))
    select (select count(*) from missing) as removals,
      (select count(*) from missing) + (select count(*) from named) as population`.execute(tx.db)
  return rows[0]!
}

async function missingAfter(
  tx: Tx,
  run: Run,
  asked: Asked,
  applied: Buffer | null,
  after: string,
): Promise<string[]> {
  const { kind } = asked
  const open = applied === null ? sql`true` : sql`(m.stale or m.hash <> ${applied}::bytea)`
  const { rows } = await sql<{ key: string }>`
    select m.key from ${brought(run, asked)} and m.key > ${after} and ${open}
      and not exists (${presentKey(run, asked)})
      and exists (select from run_present_key where organisation_id = ${run.organisationId}
        and run_id = ${run.id} and kind = ${kindNumber(kind)})
      and not exists (select from run_present_key where organisation_id = ${run.organisationId}
        and run_id = ${run.id} and kind = ${kindNumber(kind)} and key = ${ANYTHING})
    order by m.key limit ${PIECE}`.execute(tx.db)
  return rows.map(({ key }) => key)
}

/** What the feed brought and a list manages: it is known by id number, and lies in the scope of the list. */
function brought(
  { organisationId, id, siteId, feedId }: Run,
  { kind, inListedCourses = false, severalRoles = false }: Omit<Asked, 'how'>,
): RawBuilder<unknown> {
  const isManaged =
    kind === 'enrolment'
      ? sql`split_part(m.key, ${SEPARATOR}, 2) = 'courseid' and m.key >= 'i:' and m.key < 'i;'`
      : sql`m.key >= 'i:' and m.key < 'i;'`
  const inScope = inListedCourses
    ? sql`and split_part(m.key, ${SEPARATOR}, 3) in (
        select split_part(key, ${SEPARATOR}, 3) from run_present_key
        where organisation_id = ${organisationId} and run_id = ${id} and kind = ${kindNumber(kind)})`
    : severalRoles
      ? sql`and ${hasRole(sql.ref('m.key'))}`
      : sql``
  return sql`memory m where m.site_id = ${siteId} and m.kind = ${kindNumber(kind)} and m.feed_id = ${feedId}
    and ${isManaged} ${inScope}`
}

function presentKey(
  { organisationId, id }: Run,
  { kind, severalRoles = false }: Omit<Asked, 'how'>,
): RawBuilder<unknown> {
  return sql`select from run_present_key p where p.organisation_id = ${organisationId} and p.run_id = ${id}
    and p.kind = ${kindNumber(kind)} and ${namedBy(sql.ref('p.key'), sql.ref('m.key'), severalRoles)}`
}

/** No file of a run has such a number. */
function fileNoWhileAsked(kind: RecordKind): number {
  return -1 - kindNumber(kind)
}
