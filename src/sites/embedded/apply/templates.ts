import { sql } from 'kysely'
import type { EntityKind } from '../../../domain/entities.ts'
import type { OperationOf } from '../../../domain/operation.ts'
import type { Tx } from '../../../store/store.ts'

/** Copies the content of template courses into the courses made from them; people stay behind (Data Hub rule C-9). */
export async function copyTemplates(
  tx: Tx,
  siteId: number,
  creates: readonly OperationOf<EntityKind>[],
): Promise<void> {
  const copies = creates.filter((operation) => operation.templateId !== undefined) as OperationOf<'course'>[]
  if (copies.length === 0) return
  await sql`
    insert into site_activity (site_id, course_id, position, name)
    select ${siteId}, made.id, a.position, a.name
    from unnest(${copies.map(({ after }) => after!.id)}::bigint[],
      ${copies.map(({ templateId }) => templateId!)}::bigint[]) made (id, template_id)
    join site_activity a on a.site_id = ${siteId} and a.course_id = made.template_id`.execute(tx.db)
}
