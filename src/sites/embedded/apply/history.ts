import { sql } from 'kysely'
import { type EntityKind, entityKey } from '../../../domain/entities.ts'
import type { Operation } from '../../../domain/operation.ts'
import { copyRow } from '../../../store/copy-text.ts'
import type { Cause } from '../../site.ts'
import { difference, image } from '../image.ts'
import { TABLES, type TableOf } from '../tables.ts'
import type { Writes } from './writes.ts'

const COLUMNS = ['line', 'kind', 'entity', 'user_id', 'course_id', 'before', 'after']

/**
 * The changes of a chunk, one row for each record that made one, with what differed before and after. Most creations are
 * told by the new rows themselves, and most endings were written by `end` together with what they took along; those of
 * a thing that came or went more than once within the chunk are written here.
 */
export function writeHistory(
  writes: Writes,
  siteId: number,
  operations: readonly Operation[],
  cause: Cause,
): void {
  let text = ''
  for (const operation of operations) {
    const { before, after, record } = operation
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
  writes.fill(
    'stage_history',
    'line integer, kind text, entity text, user_id bigint, course_id bigint, before jsonb, after jsonb',
    COLUMNS,
    text,
  )
  const columns = sql.join(COLUMNS.map((name) => sql.ref(name)))
  writes.send(sql`
    insert into history (site_id, at, run_id, file_no, ${columns})
    select ${siteId}, ${new Date(cause.now)}::timestamptz, ${cause.runId}::bigint, ${cause.fileNo}::integer, ${columns}
    from stage_history`)
}
