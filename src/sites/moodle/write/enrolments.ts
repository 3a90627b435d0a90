import type { Enrolment } from '../../../domain/entities.ts'
import { finding } from '../../../domain/finding.ts'
import { type Change, rolesNow, seenIf, send, type Writer, type Writing, type Written } from './writing.ts'

/** What a call of `enrol_manual_enrol_users` takes: times and status always, since what is left out is set back. */
interface Enrolling {
  readonly entity: Enrolment
  readonly roleId: number
}

export const enrolmentWriter: Writer<'enrolment'> = {
  /** One function writes both times and the status at once, and none reads them: what is not named would be lost. */
  impossible({ before, after }) {
    if (before === null || after === null) return null
    if (after.timeStart !== null && after.timeEnd !== null) return null
    return finding('RB-9067')
  },

  /** Enrolling gives a role with it: the first that the chunk gives the person there. */
  async create(writing, changes) {
    const given = changes.map(({ operation: { after } }) =>
      writing.rolesGiven(after!.userId, after!.courseId).at(0),
    )
    const sendable = changes.flatMap(({ entity }, at) =>
      given[at] === undefined ? [] : [{ at, entity, roleId: given[at].after!.roleId }],
    )
    const sent = await enrol(writing, sendable, true)
    const written = changes.map((_, at): Written => {
      return sent[sendable.findIndex((one) => one.at === at)] ?? withoutRole()
    })
    for (const [at, role] of given.entries()) if (role !== undefined) writing.roleIsGiven(role, written[at]!)
    return written
  },

  async update(writing, changes) {
    const roles = await rolesNow(
      writing,
      changes.map(({ entity }) => entity.courseId),
    )
    const sendable = changes.flatMap(({ entity }, at) => {
      const held = roles(entity.courseId, entity.userId)?.roleIds[0]
      const roleId = held ?? writing.rolesGiven(entity.userId, entity.courseId).at(0)?.after?.roleId
      return roleId === undefined ? [] : [{ at, entity, roleId }]
    })
    const sent = await enrol(writing, sendable, false)
    return changes.map((_, at) => sent[sendable.findIndex((one) => one.at === at)] ?? withoutRole())
  },

  async end(writing, changes) {
    const ended = await send(writing, 'enrol_manual_unenrol_users', changes, {
      parameters: ({ entity: { userId, courseId } }) => ({ userid: userId, courseid: courseId }),
      keys: ({ entity }) => keysOf(entity),
      look: (some) => lookForAbsence(writing, some),
    })
    // Ending the manual enrolment of somebody who is in the course by another method is no error, and does nothing.
    const gone = await lookForAbsence(writing, changes)
    return ended.map((written, at) =>
      written.done && !gone[at]!.done ? { done: false, finding: finding('RB-9068') } : written,
    )
  },
}

function enrol(writing: Writing, enrolling: readonly Enrolling[], isNew: boolean): Promise<Written[]> {
  return send(writing, 'enrol_manual_enrol_users', enrolling, {
    parameters: ({ entity, roleId }) => ({
      roleid: roleId,
      userid: entity.userId,
      courseid: entity.courseId,
      timestart: seconds(entity.timeStart),
      timeend: seconds(entity.timeEnd),
      suspend: Number(entity.status === 'suspended'),
    }),
    keys: ({ entity }) => keysOf(entity),
    async look(some) {
      const roles = await rolesNow(
        writing,
        some.map(({ entity }) => entity.courseId),
      )
      // Whether the times of an earlier enrolment were changed cannot be seen; to change them once more does no harm.
      return some.map(({ entity, roleId }) => {
        const held = roles(entity.courseId, entity.userId)
        return seenIf(isNew && (held?.roleIds.includes(roleId) ?? false))
      })
    },
  })
}

async function lookForAbsence(writing: Writing, some: readonly Change<'enrolment'>[]) {
  const roles = await rolesNow(
    writing,
    some.map(({ entity }) => entity.courseId),
  )
  return some.map(({ entity }) => seenIf(roles(entity.courseId, entity.userId) === undefined))
}

function withoutRole(): Written {
  return { done: false, finding: finding('RB-9069') }
}

/** The course first: records of one course travel together. */
function keysOf({ userId, courseId }: Enrolment): string[] {
  return [`course:${courseId}`, `user:${userId}`]
}

function seconds(time: number | null): number {
  return time === null ? 0 : Math.floor(time / 1000)
}
