import { sql } from 'kysely'
import type { EntityKind } from '../domain/entities.ts'
import { refusal } from '../domain/finding.ts'
import type { Tx } from '../store/store.ts'
import { changeNames } from './change-names.ts'
import type { Image } from './history-rows.ts'
import type { Hub } from './hub.ts'
import { changeSubject, shownChange } from './shown-image.ts'

/** One stored operation of a plan, as people read it. */
export interface Change {
  /** Within the plan, in the order in which they are carried out. */
  readonly id: number
  /** The record that causes it. */
  readonly file: string
  readonly line: number
  readonly change: 'created' | 'updated' | 'deleted'
  readonly kind: EntityKind
  /** What it is about, in words: `enrolment of "maria" in course "BIO-101" (manual)`. */
  readonly subject: string
  /** All values, with names instead of ids and `(set)` or `(changed)` instead of secrets. */
  readonly before: Image | null
  readonly after: Image | null
}

interface Row {
  readonly id: number
  readonly file: string
  readonly line: number
  readonly kind: EntityKind
  readonly before: Image | null
  readonly after: Image | null
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

interface Page {
  readonly organisationId: number
  readonly planId: number
  readonly siteId: number
  /** Only changes with a higher number. */
  readonly after: number
  readonly limit: number
}

async function readPage(tx: Tx, page: Page): Promise<Change[]> {
  const { rows } = await sql<Row>`
    select o.id, f.name as file, o.line, o.kind, o.before, o.after
    from plan_operation o
    join run_file f on f.organisation_id = o.organisation_id and f.run_id = o.run_id and f.file_no = o.file_no
    where o.organisation_id = ${page.organisationId} and o.run_id = ${page.planId} and o.id > ${page.after}
    order by o.id limit ${page.limit}`.execute(tx.db)
  const images = rows.flatMap(({ before, after }) => [before, after]).filter((image) => image !== null)
  const names = await changeNames(tx, page, images)
  return rows.map(({ id, file, line, kind, before, after }) => ({
    id,
    file,
    line,
    change: before === null ? 'created' : after === null ? 'deleted' : 'updated',
    kind,
    subject: changeSubject(kind, (after ?? before)!, names),
    ...shownChange(kind, before, after, names),
  }))
}
