import { sql } from 'kysely'
import type { Cohort, CohortMember } from '../../../domain/entities.ts'
import { textArray } from '../../../store/array-literal.ts'
import type { Tx } from '../../../store/store.ts'
import type { CohortNames, Pair } from '../../site.ts'
import { firsts, seconds } from './enrolments.ts'

export async function cohorts(tx: Tx, siteId: number, { idnumbers, names }: CohortNames): Promise<Cohort[]> {
  const column = (name: 'idnumber' | 'name', values: readonly string[]) => sql`
    select id, idnumber, name, description, visible, category_id as "categoryId" from site_cohort
    where site_id = ${siteId} and ${sql.ref(name)} = any(${textArray(values)}::text[])`
  const { rows } = await sql<Cohort>`
    ${column('idnumber', idnumbers)} union ${column('name', names)} order by id`.execute(tx.db)
  return rows
}

export async function cohortMembers(tx: Tx, siteId: number, pairs: readonly Pair[]): Promise<CohortMember[]> {
  const { rows } = await sql<{ cohort_id: number; user_id: number }>`
    select m.* from unnest(${firsts(pairs)}::bigint[], ${seconds(pairs)}::bigint[]) wanted (cohort_id, user_id)
    cross join lateral (
      select cohort_id, user_id from site_cohort_member
      where site_id = ${siteId} and cohort_id = wanted.cohort_id and user_id = wanted.user_id limit 1) m`.execute(
    tx.db,
  )
  return rows.map((row) => ({ cohortId: row.cohort_id, userId: row.user_id }))
}
