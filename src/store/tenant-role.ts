import { sql } from 'kysely'
import { refusal } from '../domain/finding.ts'
import type { Tx } from './store.ts'

/**
 * The role as which work for an organisation is done: it cannot sign in and row-level security binds it, unlike a
 * superuser. Migrations grant it what an organisation may do.
 */
export const TENANT_ROLE = 'rollbook_tenant'

/** `SET ROLE` is a right of its own since PostgreSQL 16; before, membership brings it. */
const SET_RIGHT_SINCE = 160_000

interface Rights {
  readonly user: string
  readonly version: number
  /** Row-level security does not bind the connecting user. */
  readonly unbound: boolean
  readonly superuser: boolean
  readonly mayCreateRoles: boolean
  /** Null when the role is missing. */
  readonly tenantUnbound: boolean | null
}

/**
 * Makes the tenant role if it is missing and may be made, and says whether it can be used. If not, row-level
 * security that is forced on the tables' owner does its work.
 *
 * Throws RB-6004 when neither would keep organisations apart.
 */
export async function prepareTenantRole(tx: Tx): Promise<boolean> {
  let rights = await readRights(tx)
  if (rights.tenantUnbound === null && (rights.superuser || rights.mayCreateRoles)) {
    await createRole(tx, rights)
    rights = await readRights(tx)
  }
  if (await usable(tx, rights)) return true
  if (rights.unbound) throw refusal('RB-6004', { value: rights.user })
  return false
}

async function readRights(tx: Tx): Promise<Rights> {
  const { rows } = await sql<Rights>`
    select rolname as "user", rolsuper or rolbypassrls as "unbound", rolsuper as "superuser",
      rolcreaterole as "mayCreateRoles", current_setting('server_version_num')::int as "version",
      (select rolsuper or rolbypassrls from pg_roles where rolname = ${TENANT_ROLE}) as "tenantUnbound"
    from pg_roles where rolname = current_user`.execute(tx.db)
  return rows[0]!
}

/** Roles belong to the whole server, so another database's Rollbook may make it at the same moment. */
async function createRole(tx: Tx, rights: Rights): Promise<void> {
  await sql
    .raw(`do $$ begin create role ${TENANT_ROLE} nologin;
      exception when duplicate_object or unique_violation then null; end $$`)
    .execute(tx.db)
  if (!rights.superuser) await sql.raw(`grant ${TENANT_ROLE} to current_user`).execute(tx.db)
}

async function usable(tx: Tx, { tenantUnbound, version }: Rights): Promise<boolean> {
  if (tenantUnbound !== false) return false
  const right = version >= SET_RIGHT_SINCE ? 'SET' : 'MEMBER'
  const { rows } = await sql<{ usable: boolean }>`
    select pg_has_role(${TENANT_ROLE}, ${right}) as "usable"`.execute(tx.db)
  return rows[0]!.usable
}
