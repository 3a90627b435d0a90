import type { EntityKind } from '../../../domain/entities.ts'
import { toldOf } from '../../../domain/more-fields.ts'
import type { Entity } from '../../../domain/site-state.ts'
import { CategoryTree } from '../../../domain/state/category-tree.ts'
import { writeCategoryPath } from '../../../domain/values/category-path.ts'
import type { MoodleSite } from '../../../sites/moodle/moodle-site.ts'
import type { ShownCourse } from '../../show-course.ts'
import { coursesThere } from './find.ts'
import { roleName } from './show-user.ts'

/** The courses that a name means, as their server has them: as `showCourses`. Throws RB-3004 when there is none. */
export async function showCoursesThere(site: MoodleSite, name: string): Promise<ShownCourse[]> {
  const tree = new CategoryTree(await site.categories())
  const shown: ShownCourse[] = []
  for (const { categoryId, guestAccess, more, ...fields } of await coursesThere(site, name)) {
    shown.push({
      ...fields,
      more: toldOf(more),
      category: writeCategoryPath(tree.path(categoryId)) || `#${categoryId}`,
      guestAccess: guestAccess && { enabled: guestAccess.enabled, passwordSet: null },
      ...contentOf(site, await site.contents([fields.id])),
    })
  }
  return shown
}

function contentOf(site: MoodleSite, entities: readonly Entity[]) {
  const of = <K extends EntityKind>(kind: K) =>
    entities.flatMap((one) =>
      one.kind === kind ? [one.entity as Extract<Entity, { kind: K }>['entity']] : [],
    )
  const enrolments = of('enrolment')
  const members = Map.groupBy(of('groupMember'), ({ groupId }) => groupId)
  const links = Map.groupBy(of('groupingGroup'), ({ groupingId }) => groupingId)
  const groups = of('group')
  const held = Map.groupBy(of('roleAssignment'), ({ roleId }) => roleName(site, roleId))
  return {
    enrolments: {
      active: enrolments.filter(({ status }) => status === 'active').length,
      suspended: enrolments.filter(({ status }) => status === 'suspended').length,
    },
    roles: Object.fromEntries([...held].map(([role, people]) => [role, people.length])),
    groups: groups.map(({ id, name }) => ({ name, members: members.get(id)?.length ?? 0 })),
    groupings: of('grouping').map(({ id, name }) => ({
      name,
      groups: (links.get(id) ?? []).flatMap(
        (link) => groups.find((one) => one.id === link.groupId)?.name ?? [],
      ),
    })),
    activities: [],
  }
}
