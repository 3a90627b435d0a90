import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { type Sql, sql } from '../../../transport/moodle-db/sql.ts'

/** As whom the database is read. */
export interface Account {
  /** As the engine writes it in a grant. */
  readonly name: string
  /** Of a right to read that cannot be taken back table by table: how it is taken away instead. Null: it can. */
  readonly wide: string | null
}

export async function accountOf(picture: Picture): Promise<Account> {
  return picture.engine === 'postgres' ? ofPostgres(picture) : ofMysql(picture)
}

/** Owners and superusers need no grant. */
async function ofPostgres(picture: Picture): Promise<Account> {
  const [row] = await picture.rows<{ account: string; owns: number }>(
    sql`select current_user as account, coalesce(bool_or(pg_has_role(c.relowner, 'usage')), false) as owns
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = any(current_schemas(false)) and c.relname = ${`${picture.prefix}user`}`,
  )
  const { account, owns } = row!
  const instead = 'read as an account that neither owns the tables nor is a superuser'
  return { name: `"${account}"`, wide: owns === 1 ? instead : null }
}

async function ofMysql(picture: Picture): Promise<Account> {
  const [row] = await picture.rows<{ account: string }>(sql`select current_user() as account`)
  const { account } = row!
  const at = account.lastIndexOf('@')
  const name = `'${account.slice(0, at)}'@'${account.slice(at + 1)}'`
  const [place] = await rightsOfMysql(picture, name, sql`('SELECT')`)
  const isWide = place?.endsWith('*') ?? false
  return { name, wide: isWide ? `revoke select on ${place} from ${name}, and grant table by table` : null }
}

/** Where a MySQL account has one of the rights: everywhere, in a database, or at a table. The widest first. */
export async function rightsOfMysql({ rows }: Picture, account: string, rights: Sql): Promise<string[]> {
  const found = await rows<{ width: number; place: string }>(
    sql`select 1 as width, '*.*' as place from information_schema.user_privileges
          where grantee = ${account} and privilege_type in ${rights}
        union select 2, concat('\`', table_schema, '\`.*') from information_schema.schema_privileges
          where grantee = ${account} and privilege_type in ${rights} and database() like table_schema
        union select 3, concat('\`', table_name, '\`') from information_schema.table_privileges
          where grantee = ${account} and privilege_type in ${rights} and table_schema = database()
        order by width, place`,
  )
  return found.map(({ place }) => place)
}
