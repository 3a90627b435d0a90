import type { CohortMember } from '../../../domain/entities.ts'
import { cohortsNamed, membersOfCohorts } from '../read/cohorts.ts'
import { type Change, seenIf, send, type Writer, type Writing } from './writing.ts'

export const cohortWriter: Writer<'cohort'> = {
  create(writing, changes) {
    return send(writing, 'core_cohort_create_cohorts', changes, {
      parameters: ({ entity: { name, idnumber } }) => ({
        categorytype: { type: 'system', value: '' },
        name,
        idnumber,
      }),
      keys: ({ entity }) => [`cohort:${entity.idnumber}`],
      async look(some) {
        const found = await cohortsNamed(
          writing.site.ws,
          some.map(({ entity }) => entity.idnumber),
        )
        return some.map(({ entity }) => {
          const cohort = found.find(({ idnumber }) => idnumber === entity.idnumber)
          return cohort === undefined ? { done: false } : { done: true, id: cohort.id }
        })
      },
    })
  },
}

export const cohortMemberWriter: Writer<'cohortMember'> = {
  create(writing, changes) {
    return send(writing, 'core_cohort_add_cohort_members', changes, {
      parameters: ({ entity: { cohortId, userId } }) => ({
        cohorttype: { type: 'id', value: String(cohortId) },
        usertype: { type: 'id', value: String(userId) },
      }),
      keys: keysOf,
      look: (some) => look(writing, some, true),
    })
  },

  end(writing, changes) {
    return send(writing, 'core_cohort_delete_cohort_members', changes, {
      parameters: ({ entity: { cohortId, userId } }) => ({ cohortid: cohortId, userid: userId }),
      keys: keysOf,
      look: (some) => look(writing, some, false),
    })
  },
}

function keysOf({ entity: { cohortId, userId } }: Change<'cohortMember'>): string[] {
  return [`cohort:${cohortId}`, `user:${userId}`]
}

async function look({ site }: Writing, some: readonly Change<'cohortMember'>[], wanted: boolean) {
  const cohorts = [...new Set(some.map(({ entity }) => entity.cohortId))]
  const key = ({ cohortId, userId }: CohortMember) => `${cohortId}:${userId}`
  const there = new Set((await membersOfCohorts(site.ws, cohorts)).map(key))
  return some.map(({ entity }) => seenIf(there.has(key(entity)) === wanted))
}
