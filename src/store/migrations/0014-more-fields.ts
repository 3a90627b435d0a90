import { sql } from 'kysely'
import type { Migration } from './index.ts'

/** Further standard fields of users and courses, as texts by name, and the keys of groups. */
export const moreFields: Migration = {
  name: '0014-more-fields',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}

const KINDS = `('user', 'course', 'group')`

/** What a thing of before lacks. */
function lacking(kind: string): string {
  return `case ${kind} when 'group' then '{"passwordHash": ""}'::jsonb else '{"more": {}}'::jsonb end`
}

function completed(side: string): string {
  const image = `one->'${side}'`
  return `case when jsonb_typeof(${image}) = 'object' then ${lacking(`one->>'kind'`)} || (${image}) end`
}

const STATEMENTS: readonly string[] = [
  `alter table site_user add column more jsonb not null default '{}'`,
  `alter table site_course add column more jsonb not null default '{}'`,
  `alter table site_group add column password_hash text not null default ''`,

  // What was planned before is carried out after: nothing of it has these fields.
  `update plan_operation set before = ${lacking('kind')} || before, after = ${lacking('kind')} || after
     where kind in ${KINDS}`,
  `update site_intent set chunk = jsonb_set(chunk, '{operations}', coalesce((
     select jsonb_agg(case when one->>'kind' in ${KINDS}
       then one || jsonb_build_object('before', ${completed('before')}, 'after', ${completed('after')})
       else one end order by place)
     from jsonb_array_elements(chunk->'operations') with ordinality operation (one, place)), '[]'))`,
]
