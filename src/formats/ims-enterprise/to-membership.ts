import { type Finding, finding } from '../../domain/finding.ts'
import type { MembershipEnd, MembershipSync, MembershipsOfOne } from '../../domain/sync-action.ts'
import type { ImsMember, ImsRole } from './elements.ts'
import { ROLE_WORDS, type RoleType, roleTypeOf } from './role-types.ts'
import type { ImsSettings } from './settings.ts'
import { courseCodeOf, idOf } from './source-id.ts'
import { readBound } from './timeframe.ts'

/** The method that enrolments of these feeds have. */
export const METHOD = 'imsenterprise'

type Wish = MembershipSync | MembershipEnd

/** What a member asks for (ims-enterprise.md section 4.4, quirks Q14 to Q20): all its roles together. */
export function toMembership(member: ImsMember, settings: ImsSettings): Wish | MembershipsOfOne | Finding {
  if (member.fault !== null) return member.fault
  const code = courseCodeOf(member.group, settings.truncateCourseCodes)
  if (code === null) return finding('RB-1140', { value: 'membership' })
  const id = idOf(member.sourcedids)
  if (id === null) return finding('RB-1140', { value: 'member' })
  if (member.idtype === '2') return finding('RB-1141', { value: id })
  if (member.roles.length === 0) return finding('RB-1142', { value: id })

  if (member.roles.length === 1) return wishOf(member.roles[0]!, id, code, settings)
  const wishes: Wish[] = []
  for (const role of member.roles) {
    const wish = wishOf(role, id, code, settings)
    if ('code' in wish) return wish
    wishes.push(wish)
  }
  return { kind: 'enrolment', verb: 'several', of: inOrder(wishes) }
}

function wishOf(role: ImsRole, id: string, code: string, settings: ImsSettings): Wish | Finding {
  const type = typeOf(role, id, settings)
  if (typeof type !== 'string') return type
  const common = {
    kind: 'enrolment',
    person: { field: 'idnumber', value: id },
    course: { field: 'idnumber', value: code },
    method: METHOD,
  } as const
  const ends = { verb: 'end', ends: 'role', ifUnknown: 'reject' } as const
  const shortname = settings.roleMap[type] ?? null
  if (shortname === null) return { ...common, ...ends, role: null, how: 'keep', because: `roleMap.${type}` }

  const active = isActive(role, id)
  if (typeof active !== 'boolean') return active
  if (!active) {
    const how = settings.unenrol ? settings.unenrolAction : 'keep'
    const because = settings.unenrol ? 'unenrolAction' : 'unenrol'
    return { ...common, ...ends, role: shortname, how, ...(how === 'keep' && { because }) }
  }
  const start = readBound(role.begin, 'begin')
  if ('finding' in start) return start.finding
  const end = readBound(role.end, 'end')
  if ('finding' in end) return end.finding
  return {
    ...common,
    verb: 'enrol',
    role: shortname,
    status: 'active',
    start: start.moment,
    end: end.moment,
    ...(role.cohort !== null && role.cohort !== '' && { group: { name: role.cohort, create: true } }),
  }
}

function typeOf(role: ImsRole, member: string, { capitaFix }: ImsSettings): RoleType | Finding {
  const element = capitaFix ? role.roletypeElement : null
  const word = role.roletype ?? element ?? ''
  if (word === '') return finding('RB-1143', { field: 'roletype', member, accepted: ROLE_WORDS })
  const type = roleTypeOf(word)
  return type ?? finding('RB-1144', { field: 'roletype', value: word, member, accepted: ROLE_WORDS })
}

/** A role is active unless it says otherwise, as the specification has it. */
function isActive({ recstatus, status }: ImsRole, member: string): boolean | Finding {
  if (recstatus === '3') return false
  if (status === null || status === '' || status === '1') return true
  return status === '0' ? false : finding('RB-1145', { field: 'status', value: status, member })
}

/**
 * What begins before what ends, so that nobody who keeps one role is sent away for another. An enrolment has one
 * timeframe: that of the first role that is active.
 */
function inOrder(wishes: readonly Wish[]): Wish[] {
  const active = wishes.filter((wish) => wish.verb === 'enrol')
  const [first] = active
  const timed = active.map((wish): Wish => ({ ...wish, start: first!.start, end: first!.end }))
  return [...timed, ...wishes.filter((wish) => wish.verb === 'end')]
}
