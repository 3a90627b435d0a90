import {
  allOrNothing,
  type Call,
  contextNotValid,
  enterCourse,
  requireCapability,
  type StandInFunction,
} from '../call.ts'
import { invalidParameter, invalidResponse, missingRow, moodleException } from '../moodle-error.ts'
import { int, list, noTags, type Parameters, raw, structure } from '../parameters.ts'
import type { Group } from '../site-state.ts'
import type { Table } from '../table.ts'
import { deleteGroup } from './delete-course.ts'

const NEW = structure(
  { courseid: int, name: noTags, description: raw },
  { descriptionformat: int, enrolmentkey: raw, idnumber: raw },
)

function enter(call: Call, courseid: number): void {
  if (call.site.courses.get(courseid) === undefined) throw contextNotValid('course', courseid)
  enterCourse(call)
  requireCapability(call, 'moodle/course:managegroups', 'Manage groups')
}

function create(call: Call, table: Table<Group>, given: Parameters): Group {
  enter(call, given.courseid)
  const inCourse = table.filter(({ courseid }) => courseid === given.courseid)
  if (inCourse.some(({ name }) => name === given.name)) {
    throw invalidParameter('Group with the same name already exists in the course')
  }
  const idnumber = given.idnumber ?? ''
  if (idnumber !== '' && inCourse.some((group) => group.idnumber === idnumber)) {
    throw moodleException('idnumbertaken', 'This ID number is already in use')
  }
  const { courseid, name, description, enrolmentkey } = given
  const key = enrolmentkey === undefined ? {} : { enrolmentkey }
  return table.insert({ courseid, name, description, idnumber, ...key })
}

function show({ release }: Call, group: Group, enrolmentkey: string | null): object {
  const { id, courseid, name, description, idnumber } = group
  return {
    id,
    courseid,
    name,
    description,
    descriptionformat: 1,
    enrolmentkey,
    idnumber,
    ...(release === '4.5' && { visibility: 0, participation: true }),
  }
}

function showGrouping({ id, courseid, name, description, idnumber }: Group): object {
  return { id, courseid, name, description, descriptionformat: 1, idnumber }
}

const createGroups: StandInFunction = {
  parameters: structure({ groups: list(NEW) }),
  run: (call, { groups }) =>
    allOrNothing(call, groups, (given: Parameters) => show(call, create(call, call.site.groups, given), '')),
}

const updateGroups: StandInFunction = {
  parameters: structure({
    groups: list(structure({ id: int, name: noTags }, { description: raw, idnumber: raw })),
  }),
  run(call, { groups }) {
    allOrNothing(call, groups, ({ id, ...change }: Parameters) => {
      const group = call.site.groups.get(id)
      if (group === undefined) throw missingRow('groups')
      enter(call, group.courseid)
      call.site.groups.update(id, change)
    })
    return null
  },
}

const deleteGroups: StandInFunction = {
  parameters: structure({ groupids: list(int) }),
  run(call, { groupids }) {
    allOrNothing(call, groupids, (id: number) => {
      const group = call.site.groups.get(id)
      // Unknown ones are passed over.
      if (group === undefined) return
      enter(call, group.courseid)
      deleteGroup(call.site, id)
    })
    return null
  },
}

const MEMBERS = structure({ members: list(structure({ groupid: int, userid: int })) })

const addMembers: StandInFunction = {
  parameters: MEMBERS,
  run(call, { members }) {
    const { site } = call
    allOrNothing(call, members, ({ groupid, userid }: Parameters) => {
      const group = site.groups.get(groupid)
      if (group === undefined) throw missingRow('groups')
      if (site.liveUser(userid) === undefined) throw missingRow('user', 'invaliduser')
      enter(call, group.courseid)
      if (!site.isEnrolled(userid, group.courseid)) {
        throw invalidParameter('Only enrolled users may be members of groups')
      }
      site.groupMembers.set(`${groupid}:${userid}`, { a: groupid, b: userid })
    })
    return null
  },
}

const deleteMembers: StandInFunction = {
  parameters: MEMBERS,
  run(call, { members }) {
    allOrNothing(call, members, ({ groupid, userid }: Parameters) => {
      const group = call.site.groups.get(groupid)
      if (group === undefined) throw missingRow('groups')
      enter(call, group.courseid)
      call.site.groupMembers.delete(`${groupid}:${userid}`)
    })
    return null
  },
}

const getCourseGroups: StandInFunction = {
  parameters: structure({ courseid: int }),
  run(call, { courseid }) {
    enter(call, courseid)
    return call.site.groups
      .filter((group) => group.courseid === courseid)
      .map((group) => show(call, group, null))
  },
}

const getMembers: StandInFunction = {
  parameters: structure({ groupids: list(int) }),
  run({ site }, { groupids }) {
    return groupids.map((groupid: number) => ({
      groupid,
      userids: site.groupMembers
        .all()
        .filter(({ a }) => a === groupid)
        .map(({ b }) => b),
    }))
  },
}

const createGroupings: StandInFunction = {
  parameters: structure({
    groupings: list(
      structure({ courseid: int, name: noTags, description: raw }, { descriptionformat: int, idnumber: raw }),
    ),
  }),
  run(call, { groupings }) {
    const made = allOrNothing(call, groupings, (given: Parameters) =>
      create(call, call.site.groupings, given),
    )
    // They are stored; only the answer lacks what its description demands.
    if (groupings.some(({ idnumber }: Parameters) => idnumber === undefined)) throw invalidResponse()
    return made.map(showGrouping)
  },
}

const getCourseGroupings: StandInFunction = {
  parameters: structure({ courseid: int }),
  run(call, { courseid }) {
    enter(call, courseid)
    return call.site.groupings.filter((grouping) => grouping.courseid === courseid).map(showGrouping)
  },
}

const getGroupings: StandInFunction = {
  parameters: structure({ groupingids: list(int) }, { returngroups: int }),
  run(call, { groupingids, returngroups = 0 }) {
    const { site } = call
    return groupingids.map((id: number) => {
      const grouping = site.groupings.get(id)
      if (grouping === undefined) throw missingRow('groupings')
      const groups = site.groups.filter((group) => site.groupingGroups.get(`${id}:${group.id}`) !== undefined)
      return {
        ...showGrouping(grouping),
        ...(returngroups === 1 && { groups: groups.map((group) => show(call, group, null)) }),
      }
    })
  },
}

const ASSIGNMENT = structure({ groupingid: int, groupid: int })

const assignGrouping: StandInFunction = {
  parameters: structure({ assignments: list(ASSIGNMENT) }),
  run(call, { assignments }) {
    allOrNothing(call, assignments, ({ groupingid, groupid }: Parameters) => {
      const grouping = call.site.groupings.get(groupingid)
      if (grouping === undefined) throw missingRow('groupings')
      if (call.site.groups.get(groupid) === undefined) throw missingRow('groups')
      enter(call, grouping.courseid)
      call.site.groupingGroups.set(`${groupingid}:${groupid}`, { a: groupingid, b: groupid })
    })
    return null
  },
}

const unassignGrouping: StandInFunction = {
  parameters: structure({ unassignments: list(ASSIGNMENT) }),
  run(call, { unassignments }) {
    allOrNothing(call, unassignments, ({ groupingid, groupid }: Parameters) => {
      const grouping = call.site.groupings.get(groupingid)
      if (grouping === undefined) throw missingRow('groupings')
      enter(call, grouping.courseid)
      call.site.groupingGroups.delete(`${groupingid}:${groupid}`)
    })
    return null
  },
}

const deleteGroupings: StandInFunction = {
  parameters: structure({ groupingids: list(int) }),
  run(call, { groupingids }) {
    allOrNothing(call, groupingids, (id: number) => {
      const grouping = call.site.groupings.get(id)
      if (grouping === undefined) return
      enter(call, grouping.courseid)
      call.site.groupings.delete(id)
    })
    return null
  },
}

export const GROUP_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  core_group_create_groups: createGroups,
  core_group_update_groups: updateGroups,
  core_group_delete_groups: deleteGroups,
  core_group_add_group_members: addMembers,
  core_group_delete_group_members: deleteMembers,
  core_group_get_course_groups: getCourseGroups,
  core_group_get_group_members: getMembers,
  core_group_create_groupings: createGroupings,
  core_group_get_course_groupings: getCourseGroupings,
  core_group_get_groupings: getGroupings,
  core_group_assign_grouping: assignGrouping,
  core_group_unassign_grouping: unassignGrouping,
  core_group_delete_groupings: deleteGroupings,
}
