import type { Action, DatahubAction } from '../../domain/action.ts'
import type { CategoryPlace } from '../../domain/category-place.ts'
import type {
  AccountPart,
  AccountSync,
  CohortSync,
  CourseSync,
  MembershipEnd,
  MembershipSync,
  SyncAction,
} from '../../domain/sync-action.ts'
import { FIND_PREFIX, PROFILE_PREFIX } from '../../formats/datahub-csv/fields.ts'

/** A record as its format read it. */
export interface Understood {
  readonly line: number
  /** `create user`, `enrol`… */
  readonly asks: string
  /** Values by the standard name of their field. A password is never among them, only that there is one. */
  readonly fields: Fields
}

type Fields = Readonly<Record<string, string>>
type Values = Readonly<Record<string, unknown>>

const HIDDEN = '(hidden)'

export function understood(line: number, action: Action): Understood {
  const fields = fieldsOf(action)
  const shown = Object.entries(fields).map(([name, value]) => [name, name === 'password' ? HIDDEN : value])
  return { line, asks: asksOf(action), fields: Object.fromEntries(shown) }
}

function asksOf(action: Action): string {
  switch (action.verb) {
    case 'sync':
      return `${wishOf(action)} ${action.kind}`
    case 'end':
      return action.kind === 'enrolment' ? action.how : `${action.how} ${action.kind}`
    case 'enrol':
      return 'enrol'
    case 'several':
      return action.of.length === 0 ? 'nothing' : [...new Set(action.of.map(asksOf))].join(', ')
    default:
      return `${action.verb} ${action.kind}`
  }
}

function wishOf({ ifKnown, ifUnknown }: Extract<SyncAction, { verb: 'sync' }>): string {
  const wishes = [
    ifUnknown === 'create' || ifKnown === 'countUp' ? 'create' : '',
    ifKnown === 'update' || ifKnown === 'partsOnly' ? 'update' : '',
    ifKnown === 'fill' ? 'fill in' : '',
  ]
  return wishes.filter((wish) => wish !== '').join(' or ') || 'leave'
}

function fieldsOf(action: Action): Fields {
  if (!isSync(action)) return datahubFields(action)
  switch (action.kind) {
    case 'category':
      return texts({ idnumber: action.idnumber, name: action.name, parent: action.parent })
    case 'cohort':
      return cohortFields(action)
    case 'group':
      return texts({
        [`course ${action.course.field}`]: action.course.value,
        name: action.name,
        ...action.values,
        password: action.password,
        grouping: action.grouping,
      })
    case 'user':
      return action.verb === 'sync'
        ? accountFields(action)
        : texts({ ...named(action.by), username: action.username })
    case 'course':
      return action.verb === 'sync' ? courseFields(action) : texts(named(action.by))
    case 'activity':
      return texts({
        ...named(action.person),
        ...(action.course !== null && { course: action.course.value }),
        ...action.values,
      })
    case 'enrolment': {
      if (action.verb === 'assign') {
        const { person, role, category } = action
        return texts({ [`user ${person.field}`]: person.value, category, role })
      }
      if (action.verb !== 'several') return membershipFields(action)
      const all = action.of.map(membershipFields)
      const roles = all.flatMap(({ role }) => role ?? []).join(', ')
      return { ...all[0], ...(roles !== '' && { role: roles }) }
    }
  }
}

function isSync(action: Action): action is SyncAction {
  return (
    action.kind === 'category' || ['sync', 'end', 'enrol', 'assign', 'several', 'put'].includes(action.verb)
  )
}

function datahubFields(action: DatahubAction): Fields {
  const { find, profile } = { find: {}, profile: {}, ...action }
  return texts({ ...prefixed(FIND_PREFIX, find), ...action.fields, ...prefixed(PROFILE_PREFIX, profile) })
}

function accountFields({ by, values, whenNew, profile, profileWhenNew, ...rest }: AccountSync): Fields {
  return texts({
    ...named(by),
    oldusername: rest.renameFrom,
    ...whenNew,
    ...values,
    ...prefixed(PROFILE_PREFIX, { ...profileWhenNew, ...profile }),
    suspended: rest.suspended,
    password: rest.password?.text,
    erased: rest.erase?.join(', '),
    also: rest.parts?.map(partText).join(', '),
  })
}

function partText(part: AccountPart): string {
  switch (part.part) {
    case 'cohort':
      return `cohort ${part.idnumber}`
    case 'role':
      return `${part.take ? 'not ' : ''}role ${part.role}`
    case 'membership':
      return `course ${part.course.value}${part.role === null ? '' : ` as ${part.role}`}`
    case 'faulty':
      return part.why.code
  }
}

function courseFields({ by, values, whenNew, place, renameTo, ...rest }: CourseSync): Fields {
  const { guest, manual, methods = {} } = rest
  return texts({
    ...named(by),
    ...whenNew,
    ...values,
    manual: manual === undefined ? undefined : onOrOff(manual),
    guest: guest == null ? guest && 'none' : onOrOff(guest.enabled),
    password: guest?.password,
    ...Object.fromEntries(
      Object.entries(methods).map(([name, wish]) => [name, wish == null ? 'none' : JSON.stringify(wish)]),
    ),
    category: place === undefined ? undefined : placeText(place),
    rename: renameTo,
  })
}

function onOrOff(isOn: boolean): string {
  return isOn ? 'on' : 'off'
}

function cohortFields({ by, name, values, place, otherwise }: CohortSync): Fields {
  const at = place === undefined ? otherwise.join(' / ') : placeText(place)
  return texts({ ...named(by), name, ...values, category: at === '' ? 'System' : at })
}

function placeText({ steps, otherwise = [] }: Pick<CategoryPlace, 'steps' | 'otherwise'>): string {
  const names = steps.map(({ id, idnumber, name }) => String(id ?? idnumber ?? name ?? ''))
  return (names.length === 0 ? otherwise : names).join(' / ')
}

function membershipFields(action: MembershipSync | MembershipEnd): Fields {
  const { person, course, role } = action
  const place = { [`user ${person.field}`]: person.value, [`course ${course.field}`]: course.value, role }
  if (action.verb === 'end') return texts(place)
  const { status, start, end, group } = action
  return texts({ ...place, status, start: momentText(start), end: momentText(end), group: group?.name })
}

function momentText(moment: MembershipSync['end']): string | null {
  if (typeof moment === 'number') return new Date(moment).toISOString()
  if (typeof moment === 'object' && moment !== null) return `${moment.daysAfterStart} days after the start`
  return moment ?? null
}

function named({ field, value }: { readonly field: string; readonly value: string }): Values {
  return { [field]: value }
}

function prefixed(prefix: string, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]))
}

/** What is there, as text. */
function texts(values: Values): Fields {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
}
