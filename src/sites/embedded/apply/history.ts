import { sql } from 'kysely'
import { type EntityKind, entityKey } from '../../../domain/entities.ts'
import type { Operation, OperationOf } from '../../../domain/operation.ts'
import { copyRow } from '../../../store/copy-text.ts'
import { ensureStaging } from '../../../store/staging.ts'
import type { Tx } from '../../../store/store.ts'
import type { Cause } from '../../site.ts'
import { difference, image } from '../image.ts'
import { type TableOf, TABLES } from '../tables.ts'

const COLUMNS = ['line', 'kind', 'entity', 'user_id', 'course_id', 'before', 'after']

/**
 * The changes of a chunk, one row for each record that made one, with what differed before and after. Creations are
 * told by the new rows themselves, and endings were written by `end` together with what they took along; but a thing
 * that was made and ended within the chunk left no row, so both are written here.
 */
export async function writeHistory(
  tx: Tx,
  siteId: number,
  operations: readonly Operation[],
  passing: ReadonlySet<OperationOf<EntityKind>>,
  cause: Cause,
): Promise<void> {
  const gone = new Set([...passing].map((operation) => identity(operation as Operation)))
  let text = ''
  for (const operation of operations) {
    const { before, after, record } = operation
    const inPassing = gone.size > 0 && gone.has(identity(operation))
    if (!inPassing && (before === null || after === null)) continue
    const [from, to] = before !== null && after !== null ? difference(before, after) : [before, after]
    const { userId, courseId } = TABLES[operation.kind] as TableOf<EntityKind>
    const entity = (after ?? before)!
    text += copyRow([
      cause.lines[record]!,
      operation.kind,
      entityKey(operation.kind, entity as never),
      userId(entity as never),
      courseId(entity as never),
      from === null ? null : JSON.stringify(image(from)),
      to === null ? null : JSON.stringify(image(to)),
    ])
  }
  if (text === '') return
  await ensureStaging(
    tx,
    'stage_history',
    'line integer, kind text, entity text, user_id bigint, course_id bigint, before jsonb, after jsonb',
  )
  await tx.copy('stage_history', COLUMNS, text)
  const columns = sql.join(COLUMNS.map((name) => sql.ref(name)))
  await sql`
    insert into history (site_id, at, run_id, file_no, ${columns})
    select ${siteId}, ${new Date(cause.now)}::timestamptz, ${cause.runId}::bigint, ${cause.fileNo}::integer, ${columns}
    from stage_history`.execute(tx.db)
}

function identity(operation: Operation): string {
  return `${operation.kind}:${entityKey(operation.kind, (operation.after ?? operation.before) as never)}`
}
