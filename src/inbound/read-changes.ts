import { sql } from 'kysely'
import type { Entities, EntityKind } from '../domain/entities.ts'
import { refusal } from '../domain/finding.ts'
import { image } from '../sites/embedded/image.ts'
import { TABLES, type TableOf } from '../sites/embedded/tables.ts'
import type { Tx } from '../store/store.ts'
import { namesOf } from './change-names.ts'
import type { Hub } from './hub.ts'
import { withoutSecrets } from './without-secrets.ts'

/** One stored operation of a plan, as people read it. Secrets are replaced by `(set)` or `(changed)`. */
export interface Change {
  /** Within the plan, in the order in which they are carried out. */
  readonly id: number
  /** The record that causes it. */
  readonly file: string
  readonly line: number
  readonly change: 'create' | 'update' | 'delete'
  readonly kind: EntityKind
  readonly entity: string
  /** User name, short name of the course and of the role that it is about, where it is about one. */
  readonly user: string | null
  readonly course: string | null
  readonly role: string | null
  /** The whole entity, times as ISO text. */
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

interface Row {
  readonly id: number
  readonly file: string
  readonly line: number
  readonly kind: EntityKind
  readonly entity: string
  readonly before: Entities[EntityKind] | null
  readonly after: Entities[EntityKind] | null
}

/** Rows that one transaction reads. */
const PAGE = 1000

/** How many operations a plan has stored. */
export async function countChanges(hub: Hub, organisationId: number, planId: number): Promise<number> {
  const { rows } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    sql<{ total: number }>`
      select count(*) as total from plan_operation
      where organisation_id = ${organisationId} and run_id = ${planId}`.execute(db),
  )
  return rows[0]!.total
}

/**
 * Streams the stored operations of a plan, or of the plan that a run applied, page by page. Throws RB-5002 for an
 * unknown run, RB-5015 for one that has none stored.
 */
export async function* readChanges(
  hub: Hub,
  organisationId: number,
  runId: number,
  limit = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<Change> {
  let left = limit
  let after = 0
  while (left > 0) {
    const page = await hub.store.asOrganisation(organisationId, async (tx) => {
      const plan = await planOf(tx, runId)
      return readPage(tx, { organisationId, ...plan, after, limit: Math.min(left, PAGE) })
    })
    yield* page
    if (page.length === 0) return
    left -= page.length
    after = page.at(-1)!.id
  }
}

async function planOf(tx: Tx, runId: number): Promise<{ planId: number; siteId: number }> {
  const run = await tx.db
    .selectFrom('run')
    .select(['kind', 'plan_run_id', 'site_id'])
    .where('id', '=', runId)
    .executeTakeFirst()
  if (run === undefined) throw refusal('RB-5002', { value: runId })
  if (run.kind === 'import') throw refusal('RB-5015', { value: runId })
  return { planId: run.plan_run_id ?? runId, siteId: run.site_id }
}

export interface Page {
  readonly organisationId: number
  readonly planId: number
  readonly siteId: number
  /** Only changes with a higher number. */
  readonly after: number
  readonly limit: number
}

async function readPage(tx: Tx, page: Page): Promise<Change[]> {
  const { rows } = await sql<Row>`
    select o.id, f.name as file, o.line, o.kind, o.entity, o.before, o.after
    from plan_operation o
    join run_file f on f.organisation_id = o.organisation_id and f.run_id = o.run_id and f.file_no = o.file_no
    where o.organisation_id = ${page.organisationId} and o.run_id = ${page.planId} and o.id > ${page.after}
    order by o.id limit ${page.limit}`.execute(tx.db)
  const subjects = rows.map(subjectOf)
  const names = await namesOf(tx, page, subjects)
  return rows.map((row, at) => {
    const { userId, courseId, roleId } = subjects[at]!
    const [before, after] = withoutSecrets(row.kind, shown(row.before), shown(row.after))
    return {
      ...row,
      change: before === null ? 'create' : after === null ? 'delete' : 'update',
      user: (userId !== null && names.users.get(userId)) || null,
      course: (courseId !== null && names.courses.get(courseId)) || null,
      role: (roleId !== null && names.roles.get(roleId)) || null,
      before,
      after,
    }
  })
}

/** Whom and which course and role an operation is about. */
export interface Subject {
  readonly userId: number | null
  readonly courseId: number | null
  readonly roleId: number | null
}

function subjectOf({ kind, before, after }: Row): Subject {
  const entity = (after ?? before)!
  const { userId, courseId } = TABLES[kind] as TableOf<EntityKind>
  return {
    userId: userId(entity as never),
    courseId: courseId(entity as never),
    roleId: 'roleId' in entity ? entity.roleId : null,
  }
}

function shown(entity: object | null): Record<string, unknown> | null {
  return entity === null ? null : image(entity)
}
