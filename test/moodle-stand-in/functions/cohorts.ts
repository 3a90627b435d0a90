import { allOrNothing, type Call, requireCapability, type StandInFunction } from '../call.ts'
import { invalidParameter, missingRow } from '../moodle-error.ts'
import { bool, int, list, noTags, type Parameters, raw, structure } from '../parameters.ts'
import type { Cohort, User } from '../site-state.ts'

const NAMED = structure({ type: raw, value: raw })

function showPlain({ id, name, idnumber, description, visible }: Cohort): object {
  return { id, name, idnumber, description, descriptionformat: 1, visible, theme: '' }
}

function show({ release }: Call, cohort: Cohort): object {
  return { ...showPlain(cohort), ...(release === '4.5' && { customfields: [] }) }
}

function manage(call: Call): void {
  requireCapability(call, 'moodle/cohort:manage', 'Create, delete and move cohorts')
}

const createCohorts: StandInFunction = {
  parameters: structure({
    cohorts: list(
      structure(
        { categorytype: NAMED, name: noTags, idnumber: raw },
        { description: raw, descriptionformat: int, visible: bool },
      ),
    ),
  }),
  run(call, { cohorts }) {
    const { site } = call
    const made = allOrNothing(call, cohorts, (given: Parameters) => {
      const context = contextOf(call, given.categorytype)
      manage(call)
      if (site.cohorts.find(({ idnumber }) => idnumber === given.idnumber) !== undefined) {
        throw invalidParameter('record already exists: idnumber')
      }
      const { name, idnumber, description = '', visible = true } = given
      return site.cohorts.insert({ context, name, idnumber, description, visible })
    })
    return made.map(showPlain)
  },
}

function contextOf({ site }: Call, { type, value }: Parameters): string {
  if (type === 'system') return 'system'
  const category = site.categories.find(({ id, idnumber }) =>
    type === 'id' ? String(id) === value : type === 'idnumber' && idnumber === value,
  )
  if (category === undefined) throw invalidParameter(`category not exists: category ${type}=${value}`)
  return `coursecat:${category.id}`
}

const deleteCohorts: StandInFunction = {
  parameters: structure({ cohortids: list(int) }),
  run(call, { cohortids }) {
    allOrNothing(call, cohortids, (id: number) => {
      if (call.site.cohorts.get(id) === undefined) throw missingRow('cohort')
      manage(call)
      call.site.cohorts.delete(id)
    })
    return null
  },
}

const addMembers: StandInFunction = {
  parameters: structure({ members: list(structure({ cohorttype: NAMED, usertype: NAMED })) }),
  run(call, { members }) {
    const warnings: object[] = []
    call.site.journal.transaction(() => {
      for (const member of members) {
        call.step()
        const warning = addMember(call, member)
        if (warning !== null) warnings.push(warning)
      }
    })
    return { warnings }
  },
}

function addMember(call: Call, { cohorttype, usertype }: Parameters): object | null {
  const { site } = call
  const cohort = findCohort(call, cohorttype)
  if (cohort === undefined) {
    return { warningcode: '2', message: `cohort ${cohorttype.type}=${cohorttype.value} not exists` }
  }
  requireCapability(call, 'moodle/cohort:assign', 'Add and remove cohort members')
  const user = findUser(call, usertype)
  if (user === undefined) {
    return { warningcode: '2', message: `user ${usertype.type}=${usertype.value} not exists` }
  }
  const key = `${cohort.id}:${user.id}`
  if (site.cohortMembers.get(key) !== undefined) {
    const names = `${cohorttype.type}=${cohorttype.value} ${usertype.type}=${usertype.value}`
    return { warningcode: '3', message: `record already exists: cohort(${names})` }
  }
  site.cohortMembers.set(key, { a: cohort.id, b: user.id })
  return null
}

function findCohort({ site }: Call, { type, value }: Parameters): Cohort | undefined {
  return type === 'id'
    ? site.cohorts.get(Number(value))
    : site.cohorts.find(({ idnumber }) => idnumber === value)
}

function findUser({ site }: Call, { type, value }: Parameters): User | undefined {
  return site.liveUser(type === 'id' ? Number(value) : (site.usernames.get(value) ?? 0))
}

const deleteMembers: StandInFunction = {
  parameters: structure({ members: list(structure({ cohortid: int, userid: int })) }),
  run(call, { members }) {
    allOrNothing(call, members, ({ cohortid, userid }: Parameters) => {
      if (call.site.cohorts.get(cohortid) === undefined) throw missingRow('cohort')
      if (call.site.liveUser(userid) === undefined) throw missingRow('user', 'invaliduser')
      requireCapability(call, 'moodle/cohort:assign', 'Add and remove cohort members')
      call.site.cohortMembers.delete(`${cohortid}:${userid}`)
    })
    return null
  },
}

const getMembers: StandInFunction = {
  parameters: structure({ cohortids: list(int) }),
  run({ site }, { cohortids }) {
    return cohortids.map((cohortid: number) => ({
      cohortid,
      userids: site.cohortMembers
        .all()
        .filter(({ a }) => a === cohortid)
        .map(({ b }) => b),
    }))
  },
}

const getCohorts: StandInFunction = {
  parameters: structure({}, { cohortids: list(int) }),
  run(call, { cohortids }) {
    return call.site.cohorts
      .filter(({ id }) => cohortids === undefined || cohortids.includes(id))
      .map((cohort) => show(call, cohort))
  },
}

const searchCohorts: StandInFunction = {
  parameters: structure(
    { query: raw, context: structure({}, { contextid: int, contextlevel: raw, instanceid: int }) },
    { includes: raw, limitfrom: int, limitnum: int },
  ),
  run(call, { query, limitfrom = 0, limitnum = 25 }) {
    const found = call.site.cohorts.filter(({ name, idnumber }) =>
      [name, idnumber].some((text) => text.toLowerCase().includes(query.toLowerCase())),
    )
    return { cohorts: found.slice(limitfrom, limitfrom + limitnum).map((cohort) => show(call, cohort)) }
  },
}

export const COHORT_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  core_cohort_create_cohorts: createCohorts,
  core_cohort_delete_cohorts: deleteCohorts,
  core_cohort_add_cohort_members: addMembers,
  core_cohort_delete_cohort_members: deleteMembers,
  core_cohort_get_cohort_members: getMembers,
  core_cohort_get_cohorts: getCohorts,
  core_cohort_search_cohorts: searchCohorts,
}
