import { sql } from 'kysely'
import type { ActivityDataset } from '../../../domain/activity.ts'
import type { ActivityEntities } from '../../../domain/activity-entities.ts'
import type { Tx } from '../../../store/store.ts'
import { stage } from '../apply/stage.ts'
import { Writes } from '../apply/writes.ts'
import { TABLES, type TableOf } from '../tables.ts'

/** The kind of entity of each dataset. */
export const KIND_OF_DATASET = {
  scorm: 'scormAttempt',
  'face-to-face': 'signupChange',
  quiz: 'quizAttempt',
  completion: 'courseCompletion',
  pathway: 'pathwayCompletion',
  grade: 'grade',
} as const satisfies Record<ActivityDataset, keyof ActivityEntities>

export type ActivityRow<D extends ActivityDataset> = ActivityEntities[(typeof KIND_OF_DATASET)[D]]

/**
 * Writes what learners did into an embedded site by one COPY and one statement: new rows are inserted, those of a known
 * key replaced. Rows of one key among `rows` are an error. The order of the rows is that of storing.
 */
export function putActivity<D extends ActivityDataset>(
  tx: Tx,
  siteId: number,
  dataset: D,
  rows: readonly ActivityRow<D>[],
): void {
  if (rows.length === 0) return
  const kind = KIND_OF_DATASET[dataset]
  const { table, columns, key } = TABLES[kind] as unknown as TableOf<typeof kind>
  const writes = new Writes()
  const staged = stage(
    writes,
    kind,
    rows.map((row) => ({ after: row as never, record: 0 })),
  )
  const names = columns.map(({ name }) => name)
  const replaced = names.filter((name) => !key.includes(name))
  const replacing =
    replaced.length === 0
      ? sql`nothing`
      : sql`update set ${sql.join(replaced.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))}`
  writes.send(sql`
    insert into ${sql.table(table)} (site_id, ${sql.join(names.map((name) => sql.ref(name)))})
    select ${siteId}, ${sql.join(names.map((name) => sql.ref(name)))} from ${sql.table(staged)}
    on conflict (site_id, ${sql.join(key.map((name) => sql.ref(name)))}) do ${replacing}`)
  writes.sendTo(tx)
}
