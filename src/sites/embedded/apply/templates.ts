import { sql } from 'kysely'
import type { EntityKind } from '../../../domain/entities.ts'
import type { Operation, OperationOf } from '../../../domain/operation.ts'
import type { Writes } from './writes.ts'

/**
 * Copies the content of template courses into the courses made from them; people stay behind (Data Hub rule C-9). A
 * template may end in the same chunk, so its content is copied before anything else; and it may itself be a copy that
 * the chunk makes, so the content comes from where that has its own.
 */
export function copyTemplates(
  writes: Writes,
  siteId: number,
  operations: readonly Operation[],
  creates: readonly OperationOf<EntityKind>[],
): void {
  const templates = new Map(
    operations.flatMap(({ kind, after, templateId }): [number, number][] =>
      kind === 'course' && templateId !== undefined ? [[after!.id, templateId]] : [],
    ),
  )
  if (templates.size === 0) return
  const copies = creates
    .map(({ after }) => (after as OperationOf<'course'>['after'])!.id)
    .filter((id) => templates.has(id))
  writes.send(sql`
    insert into site_activity (site_id, course_id, position, name)
    select ${siteId}, made.id, a.position, a.name
    from unnest(${copies}::bigint[], ${copies.map((id) => sourceOf(id, templates))}::bigint[]) made (id, template_id)
    join site_activity a on a.site_id = ${siteId} and a.course_id = made.template_id`)
}

function sourceOf(id: number, templates: ReadonlyMap<number, number>): number {
  let at = id
  for (let next = templates.get(at); next !== undefined; next = templates.get(at)) at = next
  return at
}
