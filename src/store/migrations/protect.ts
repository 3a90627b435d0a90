import { type Kysely, sql } from 'kysely'

/** Rows that belong to an organisation, and rows that belong to one of its sites. */
export type Belonging = 'organisation' | 'site'

const RULES: Readonly<Record<Belonging, string>> = {
  organisation: 'organisation_id = (select rollbook_organisation())',
  /** A list that is made once for a statement: a sub-select here would stand in the plan of each statement as a join. */
  site: 'site_id = any ((select rollbook_sites())::integer[])',
}

/** Row-level security for a new table, as for those of the first migration, and the tenant's right to use it. */
// biome-ignore lint/suspicious/noExplicitAny: as for migrations
export async function protect(db: Kysely<any>, table: string, belonging: Belonging): Promise<void> {
  const rule = RULES[belonging]
  const statements = [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own on ${table} using ((select rollbook_house()) or ${rule}) with check (${rule})`,
    `create policy house on ${table} with check ((select rollbook_house()))`,
    // Where the role may not be made, the tables' owner is held to the same policies.
    `do $$ begin
       if to_regrole('rollbook_tenant') is not null then
         grant select, insert, update, delete on ${table} to rollbook_tenant;
       end if;
     end $$`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
