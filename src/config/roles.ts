import { sql } from 'kysely'
import { refusal } from '../domain/finding.ts'
import { parseSettings } from '../formats/settings.ts'
import type { Tx } from '../store/store.ts'
import { checkRoles, rolesSchema } from './site-schema.ts'

export interface RoleRow {
  readonly shortname: string
  /** Where it may be given: `system`, `coursecat`, `course`, `user`. */
  readonly contexts: string[]
}

/** The roles of a fresh site, highest first. */
export const DEFAULT_ROLES: readonly RoleRow[] = [
  { shortname: 'manager', contexts: ['system', 'coursecat', 'course'] },
  { shortname: 'coursecreator', contexts: ['system', 'coursecat'] },
  { shortname: 'editingteacher', contexts: ['course'] },
  { shortname: 'teacher', contexts: ['course'] },
  { shortname: 'student', contexts: ['course'] },
]

/**
 * Makes these the roles of a site. A role keeps its id as long as it has its short name; new ones come last, unless they
 * bring their id on a Moodle server. Throws
 * RB-8003 or RB-8030 for a bad role, RB-8033 when one that somebody holds would vanish, or could not be held there.
 */
export async function setRoles(tx: Tx, siteId: number, wanted: unknown): Promise<void> {
  const { roles } = parseSettings(rolesSchema, { roles: wanted })
  const { kind } = await tx.db
    .selectFrom('site')
    .select('kind')
    .where('id', '=', siteId)
    .executeTakeFirstOrThrow()
  checkRoles(roles, kind === 'embedded')
  await sql`update site set revision = revision + 1 where id = ${siteId}`.execute(tx.db)
  const { rows: before } = await sql<{ id: number; shortname: string }>`
    select id, shortname from site_role where site_id = ${siteId} order by id`.execute(tx.db)
  const contexts = new Map(roles.map((role) => [role.shortname, role.contexts]))
  await refuseWhenHeld(tx, siteId, before, contexts)

  await sql`delete from site_role where site_id = ${siteId}`.execute(tx.db)
  const ids = new Map(before.map(({ id, shortname }) => [shortname, id]))
  for (const { shortname, id } of roles) if (id !== undefined) ids.set(shortname, id)
  let last = Math.max(0, ...ids.values())
  const taken = new Set<number>()
  for (const { shortname, contexts } of roles) {
    const id = ids.get(shortname) ?? ++last
    if (taken.has(id)) throw refusal('RB-8030', { field: 'roles.id', value: id })
    taken.add(id)
    await tx.db.insertInto('site_role').values({ site_id: siteId, id, shortname, contexts }).execute()
  }
}

async function refuseWhenHeld(
  tx: Tx,
  siteId: number,
  before: readonly { id: number; shortname: string }[],
  contexts: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const { id, shortname } of before) {
    const { rows } = await sql<{ context: string; holders: number }>`
      select context, count(*) as holders from site_role_assignment
      where site_id = ${siteId} and role_id = ${id} and context <> all(${contexts.get(shortname) ?? []}::text[])
      group by context order by context limit 1`.execute(tx.db)
    const [held] = rows
    if (held !== undefined)
      throw refusal('RB-8033', { value: shortname, holders: held.holders, context: held.context })
  }
}
