import { sql } from 'kysely'
import { ENTITY_KINDS, type EntityKind, entityKey } from '../../src/domain/entities.ts'
import type { Tx } from '../../src/store/store.ts'
import type { Content } from './model-site.ts'

/** Which record made a row: run, file and line. */
export type Origin = readonly [run: number | null, file: number | null, line: number | null]

const TABLES: { readonly [K in EntityKind]: string } = {
  user: 'site_user',
  category: 'site_category',
  course: 'site_course',
  enrolment: 'site_enrolment',
  roleAssignment: 'site_role_assignment',
  group: 'site_group',
  groupMember: 'site_group_member',
  grouping: 'site_grouping',
  groupingGroup: 'site_grouping_group',
  cohort: 'site_cohort',
  cohortMember: 'site_cohort_member',
  scormAttempt: 'site_scorm_attempt',
  signupChange: 'site_signup_change',
  quizAttempt: 'site_quiz_attempt',
  courseCompletion: 'site_course_completion',
  pathwayCompletion: 'site_pathway_completion',
  grade: 'site_grade',
}

type Row = Record<string, unknown>

/** Columns that planning does not see: facts of the account that nothing inbound writes, and the order of storing. */
const BESIDE_PLANNING = ['confirmed', 'guest', 'ord']

/** Everything that the embedded site holds, read row by row and apart from the code that is under test. */
export async function contentOf(tx: Tx, siteId: number): Promise<Content> {
  return (await withOrigins(tx, siteId)).content
}

/** The same, with the origin of each row by kind and key. */
export async function withOrigins(
  tx: Tx,
  siteId: number,
): Promise<{ content: Content; origins: Map<string, Origin> }> {
  const content: Record<string, Record<string, object>> = {}
  const origins = new Map<string, Origin>()
  for (const kind of ENTITY_KINDS) {
    const entities: Record<string, object> = {}
    const { rows } =
      await sql<Row>`select * from ${sql.table(TABLES[kind])} where site_id = ${siteId}`.execute(tx.db)
    for (const { site_id: _, origin_run, origin_file, origin_line, deleted, ...row } of rows) {
      if (deleted === true) continue
      for (const unseen of BESIDE_PLANNING) delete row[unseen]
      const entity = entityOf(row)
      const key = entityKey(kind, entity as never)
      entities[key] = entity
      origins.set(`${kind} ${key}`, [origin_run, origin_file, origin_line] as unknown as Origin)
    }
    content[kind] = entities
  }
  return { content: content as unknown as Content, origins }
}

function entityOf(row: Row): object {
  const entity: Row = {}
  for (const [column, value] of Object.entries(row)) {
    entity[column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())] =
      value instanceof Date ? value.getTime() : value
  }
  if (!('guestPassword' in entity)) return entity
  const { guestEnabled: enabled, guestPassword: password, ...course } = entity
  return { ...course, guestAccess: enabled === null ? null : { enabled, password } }
}
