import type { CohortMember } from '../../../domain/entities.ts'
import { finding } from '../../../domain/finding.ts'
import { cohortsNamed, membersOfCohorts } from '../read/cohorts.ts'
import { type Change, seenIf, send, type Writer, type Writing } from './writing.ts'

export const cohortWriter: Writer<'cohort'> = {
  impossible({ before, after }) {
    // The function that changes cohorts asks for their category each time, and none tells it: they would move.
    return before === null || after === null ? null : finding('RB-9077', { value: before.name })
  },

  create(writing, changes) {
    return send(writing, 'core_cohort_create_cohorts', changes, {
      parameters: ({ entity: { name, idnumber, description, visible, categoryId } }) => ({
        categorytype: categoryId ? { type: 'id', value: String(categoryId) } : { type: 'system', value: '' },
        name,
        idnumber,
        ...(description !== '' && { description, descriptionformat: HTML }),
        ...(!visible && { visible }),
      }),
      keys: ({ entity }) => [`cohort:${entity.idnumber}`],
      async look(some) {
        const found = await cohortsNamed(writing.site.ws, {
          idnumbers: some.map(({ entity }) => entity.idnumber).filter((idnumber) => idnumber !== ''),
          names: some.filter(({ entity }) => entity.idnumber === '').map(({ entity }) => entity.name),
        })
        return some.map(({ entity }) => {
          const cohort = found.find(({ idnumber, name }) =>
            entity.idnumber === '' ? name === entity.name : idnumber === entity.idnumber,
          )
          return cohort === undefined ? { done: false } : { done: true, id: cohort.id }
        })
      },
    })
  },
}

/** `FORMAT_HTML`. */
const HTML = 1

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
