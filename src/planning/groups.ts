import type { Group, Grouping } from '../domain/entities.ts'
import { DID, type Outcome } from '../domain/outcome.ts'
import { type EnrollableCourse, type EnrolmentState, named, pair } from '../domain/site-state.ts'
import { isOutcome } from './checks.ts'
import type { Draft } from './draft.ts'

/** A group that a record names, checked but not yet made or joined. */
export interface FoundGroup {
  /** Makes what is missing, makes the user a member and links the grouping. Tells whether anything changed. */
  join(userId: number): boolean
}

/**
 * Finds the group and grouping of an enrolment record (Data Hub rules E-13 to E-15; quirk Q-6: a grouping without a
 * group is refused).
 */
export function findGroup(
  groupName: string | undefined,
  groupingName: string | undefined,
  course: EnrollableCourse,
  state: EnrolmentState,
  draft: Draft,
): FoundGroup | null | Outcome {
  if (groupName === undefined) {
    if (groupingName === undefined) return null
    return draft.refuse('RB-4012', {
      field: draft.label('enrolment', 'grouping'),
      value: groupingName,
      other: draft.label('enrolment', 'group'),
    })
  }
  const group = theOne('group', groupName, state.groups, course, draft)
  if (isOutcome(group)) return group
  const grouping =
    groupingName === undefined ? null : theOne('grouping', groupingName, state.groupings, course, draft)
  if (isOutcome(grouping)) return grouping

  return {
    join(userId) {
      const changesBefore = draft.operations.length
      if (group === null) draft.did(DID.groupCreated)
      const joined = group ?? createGroup(groupName, course, state, draft)
      if (!state.members.has(pair(joined.id, userId))) {
        state.members.add(pair(joined.id, userId))
        draft.change('groupMember', null, { groupId: joined.id, userId, courseId: course.id })
        draft.did(DID.groupJoined)
      }
      if (groupingName !== undefined) {
        link(grouping ?? createGrouping(groupingName, course, state, draft), joined, state, draft)
      }
      return draft.operations.length > changesBefore
    },
  }
}

/** Finds the grouping that a new group of the course is put into: what is given does it. */
export function putInGrouping(
  name: string,
  course: EnrollableCourse,
  state: EnrolmentState,
  draft: Draft,
): ((group: Group) => void) | Outcome {
  const found = theOne('grouping', name, state.groupings, course, draft)
  if (isOutcome(found)) return found
  return (group) => link(found ?? createGrouping(name, course, state, draft), group, state, draft)
}

/** The one of this name in the course; null when it may be created. */
function theOne<T extends Group | Grouping>(
  kind: 'group' | 'grouping',
  name: string,
  index: ReadonlyMap<string, T[]>,
  course: EnrollableCourse,
  draft: Draft,
): T | null | Outcome {
  const found = index.get(named(course.id, name)) ?? []
  const parts = { field: draft.label('enrolment', kind), value: name, course: course.shortname }
  if (found.length > 1) return draft.refuse('RB-4011', parts)
  if (found.length === 1) return found[0]!
  return draft.policy.createGroupsAndGroupings ? null : draft.refuse('RB-4010', parts)
}

export function createGroup(
  name: string,
  course: EnrollableCourse,
  state: EnrolmentState,
  draft: Draft,
  values: Partial<Pick<Group, 'idnumber' | 'description' | 'passwordHash'>> = {},
): Group {
  const group: Group = {
    idnumber: '',
    description: '',
    passwordHash: '',
    ...values,
    id: state.newId(),
    courseId: course.id,
    name,
  }
  state.groups.set(named(course.id, name), [group])
  draft.change('group', null, group)
  return group
}

function createGrouping(
  name: string,
  course: EnrollableCourse,
  state: EnrolmentState,
  draft: Draft,
): Grouping {
  const grouping: Grouping = { id: state.newId(), courseId: course.id, name }
  state.groupings.set(named(course.id, name), [grouping])
  draft.change('grouping', null, grouping)
  draft.did(DID.groupingCreated)
  return grouping
}

function link(grouping: Grouping, group: Group, state: EnrolmentState, draft: Draft): void {
  const key = pair(grouping.id, group.id)
  if (state.links.has(key)) return
  state.links.add(key)
  draft.change('groupingGroup', null, {
    groupingId: grouping.id,
    groupId: group.id,
    courseId: group.courseId,
  })
  draft.did(DID.groupingLinked)
}
