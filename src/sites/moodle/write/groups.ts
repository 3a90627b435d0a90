import type { Grouping } from '../../../domain/entities.ts'
import { ACCOUNT_PASSWORD } from '../../../domain/sealer.ts'
import type { Seen } from '../../../transport/moodle-ws/write/settle.ts'
import { groupingsOf, groupsOf } from '../read/groups.ts'
import { type Change, seenIf, send, type Writer } from './writing.ts'

/** Names are unique within a course, so a group is found again by its name. */
export const groupWriter: Writer<'group'> = {
  create(writing, changes) {
    return send(writing, 'core_group_create_groups', changes, {
      parameters: ({ entity: { courseId, name, idnumber, description, passwordHash } }: Change<'group'>) => ({
        courseid: courseId,
        name,
        description,
        ...(idnumber !== '' && { idnumber }),
        ...(passwordHash !== '' && { enrolmentkey: writing.sealer.open(passwordHash, ACCOUNT_PASSWORD) }),
      }),
      keys: inCourse,
      look: (some) => lookFor(some, (courseId) => groupsOf(writing.site.ws, courseId)),
    })
  },

  end(writing, changes) {
    return send(writing, 'core_group_delete_groups', changes, {
      parameters: ({ entity }) => entity.id,
      keys: inCourse,
      look: (some) => lookForAbsence(some, (courseId) => groupsOf(writing.site.ws, courseId)),
    })
  },
}

export const groupingWriter: Writer<'grouping'> = {
  create(writing, changes) {
    return send(writing, 'core_group_create_groupings', changes, {
      parameters: ({ entity: { courseId, name } }) => ({
        courseid: courseId,
        name,
        description: '',
        // Without it the grouping is stored, and the answer is an error all the same.
        idnumber: '',
      }),
      keys: inCourse,
      look: (some) => lookFor(some, (courseId) => groupingsOf(writing.site.ws, courseId)),
    })
  },

  end(writing, changes) {
    return send(writing, 'core_group_delete_groupings', changes, {
      parameters: ({ entity }) => entity.id,
      keys: inCourse,
      look: (some) => lookForAbsence(some, (courseId) => groupingsOf(writing.site.ws, courseId)),
    })
  },
}

type Named = Change<'group'> | Change<'grouping'>
type Ask = (courseId: number) => Promise<readonly Grouping[]>

function inCourse({ entity }: Named): string[] {
  return [`course:${entity.courseId}`]
}

async function lookFor(some: readonly Named[], ask: Ask): Promise<Seen[]> {
  const now = await inCourses(some, ask)
  return some.map(({ entity }) => {
    const found = now.find(({ courseId, name }) => courseId === entity.courseId && name === entity.name)
    return found === undefined ? { done: false } : { done: true, id: found.id }
  })
}

async function lookForAbsence(some: readonly Named[], ask: Ask): Promise<Seen[]> {
  const there = new Set((await inCourses(some, ask)).map(({ id }) => id))
  return some.map(({ entity }) => seenIf(!there.has(entity.id)))
}

async function inCourses(some: readonly Named[], ask: Ask): Promise<Grouping[]> {
  const courseIds = new Set(some.map(({ entity }) => entity.courseId))
  return (await Promise.all(Array.from(courseIds, ask))).flat()
}
