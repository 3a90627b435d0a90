import { sql } from 'kysely'
import type { ContextLevel, EntityKind } from '../domain/entities.ts'
import { writeCategoryPath } from '../domain/values/category-path.ts'
import type { Tx } from '../store/store.ts'
import { type PlaceNames, placeNames } from './place-names.ts'

/** What a plan calls a thing that it makes or changes. */
interface Planned {
  readonly kind: EntityKind
  readonly entity: string
  readonly name: string
  readonly parentId: number | null
}

const NAMED: readonly EntityKind[] = ['user', 'course', 'group', 'grouping', 'category', 'cohort']

/** The ids that a page of changes names, by their field. */
type Image = Readonly<Record<string, unknown>>

/** The names behind the ids in a page of a plan's changes: as the plan gives them, else as the site has them. */
export async function changeNames(
  tx: Tx,
  plan: { organisationId: number; planId: number; siteId: number },
  images: readonly Image[],
): Promise<PlaceNames> {
  const ids = {
    users: [...numbers(images, 'userId'), ...instances(images, 'user')],
    courses: [...numbers(images, 'courseId'), ...instances(images, 'course')],
    groups: numbers(images, 'groupId'),
    groupings: numbers(images, 'groupingId'),
    cohorts: numbers(images, 'cohortId'),
  }
  const below = await placeNames(tx, plan.siteId, ids)
  const all = [
    ...Object.values(ids).flat(),
    ...numbers(images, 'categoryId'),
    ...instances(images, 'coursecat'),
  ]
  const planned = await plannedNames(tx, plan, all)
  const name = (kind: EntityKind, id: number) => planned.get(`${kind} ${id}`)?.name
  const names: PlaceNames = {
    course: (id) => name('course', id) ?? below.course(id),
    user: (id) => name('user', id) ?? below.user(id),
    group: (id) => name('group', id) ?? below.group(id),
    grouping: (id) => name('grouping', id) ?? below.grouping(id),
    cohort: (id) => name('cohort', id) ?? below.cohort(id),
    role: (id) => below.role(id),
    category(id) {
      const category = planned.get(`category ${id}`)
      if (category === undefined) return below.category(id)
      const own = writeCategoryPath([category.name])
      return category.parentId ? `${names.category(category.parentId)}/${own}` : own
    },
    instance(context, id) {
      if (context === 'system') return ''
      return context === 'coursecat' ? names.category(id) : names[context](id)
    },
  }
  return names
}

/** Categories all of them, since the way to the top is part of a name; there are few. */
async function plannedNames(
  tx: Tx,
  { organisationId, planId }: { organisationId: number; planId: number },
  ids: readonly number[],
): Promise<ReadonlyMap<string, Planned>> {
  const { rows } = await sql<Planned>`
    select distinct on (kind, entity) kind, entity, (after->>'parentId')::bigint as "parentId",
      coalesce(after->>'username', after->>'shortname', after->>'name') as name
    from plan_operation
    where organisation_id = ${organisationId} and run_id = ${planId} and kind = any(${NAMED}::text[])
      and (kind = 'category' or entity = any(${ids.map(String)}::text[])) and after is not null
    order by kind, entity, id desc`.execute(tx.db)
  return new Map(rows.map((row) => [`${row.kind} ${row.entity}`, row]))
}

function numbers(images: readonly Image[], field: string): number[] {
  return images.map((image) => image[field]).filter((value) => typeof value === 'number')
}

function instances(images: readonly Image[], context: ContextLevel): number[] {
  return numbers(
    images.filter((image) => image['context'] === context),
    'instanceId',
  )
}
