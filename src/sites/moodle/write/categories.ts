import type { Category } from '../../../domain/entities.ts'
import { finding } from '../../../domain/finding.ts'
import type { ParameterValue } from '../../../transport/moodle-ws/parameters.ts'
import { allCategories } from '../read/categories.ts'
import { type Change, ORDER_OF_COURSES, seenIf, send, type Writer, type Writing } from './writing.ts'

/** Parents of a chunk come before their children: `apply.ts` sends level by level. */
export const categoryWriter: Writer<'category'> = {
  impossible({ before, after }) {
    if (after === null || after.visible === (before?.visible ?? true)) return null
    return finding('RB-9062', { field: 'visible', value: after.name })
  },

  async create(writing, changes) {
    const made = await send(writing, 'core_course_create_categories', changes, {
      parameters: ({ entity: { name, parentId, idnumber } }) => ({
        name,
        parent: parentId,
        ...(idnumber !== '' && { idnumber }),
      }),
      // Names need not be different.
      doubles: true,
      keys: ({ entity }) => [`category:${entity.parentId}`, ORDER_OF_COURSES],
      look: (some) => lookUp(writing, some),
    })
    writing.site.forgetCourses()
    return made
  },

  async update(writing, changes) {
    const parameters = ({ operation: { before }, entity }: Change<'category'>) => ({
      id: entity.id,
      ...(before!.name !== entity.name && { name: entity.name }),
      ...(before!.idnumber !== entity.idnumber && { idnumber: entity.idnumber }),
      ...(before!.parentId !== entity.parentId && { parent: entity.parentId }),
    })
    const done = await send(writing, 'core_course_update_categories', changes, {
      parameters: (change): ParameterValue => parameters(change),
      keys: ({ entity }) => [`category:${entity.id}`, ORDER_OF_COURSES],
      async look(some) {
        const now = new Map((await allCategories(writing.site.ws)).map((category) => [category.id, category]))
        return some.map(({ entity }) => seenIf(isSame(now.get(entity.id), entity)))
      },
    })
    writing.site.forgetCourses()
    return done
  },
}

async function lookUp({ site }: Writing, some: readonly Change<'category'>[]) {
  const now = await allCategories(site.ws)
  return some.map(({ entity }) => {
    const found = now.find(
      ({ name, parentId, idnumber }) =>
        name === entity.name && parentId === entity.parentId && idnumber === entity.idnumber,
    )
    return found === undefined ? ({ done: false } as const) : ({ done: true, id: found.id } as const)
  })
}

function isSame(one: Category | undefined, other: Category): boolean {
  return one?.name === other.name && one.idnumber === other.idnumber && one.parentId === other.parentId
}
