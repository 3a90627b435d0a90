import type { CategoryStep } from '../../domain/category-place.ts'
import type { CountedKind, Place, Refs } from '../../domain/refs.ts'
import type {
  AccountName,
  AccountPart,
  AccountSync,
  CourseName,
  CourseSync,
  MembershipEnd,
  MembershipPart,
  MembershipSync,
  SyncAction,
} from '../../domain/sync-action.ts'
import { type CountedName, countedName } from '../../domain/values/counted-name.ts'

/** `Refs` while they are being gathered. */
export type Naming = {
  -readonly [K in keyof Refs]: Refs[K] extends ReadonlySet<string>
    ? Set<string>
    : Refs[K] extends readonly (infer T)[]
      ? T[]
      : K extends 'counted'
        ? Record<CountedKind, CountedName[]>
        : Refs[K]
} & {
  /** New name of a course to those before it, where records rename. */
  readonly renamed: Map<string, string[]>
  /** Name that records give an account, as `nameKey` has it, to those by which they find it. */
  readonly given: Map<string, AccountName[]>
}

/** Adds what a sync action names. */
export function syncRefs(action: SyncAction, refs: Naming): void {
  switch (action.kind) {
    case 'user':
      account(action.by, refs)
      if (action.verb === 'sync') accountSync(action, refs)
      break
    case 'course':
      course(action.by, refs)
      if (action.verb === 'sync') courseSync(action, refs)
      break
    case 'enrolment':
      if (action.verb === 'assign') {
        account(action.person, refs)
        refs.places.push({
          person: { [action.person.field]: action.person.value },
          ...categoryPlace({ idnumber: action.category }),
          group: '',
          grouping: '',
        })
        break
      }
      for (const one of action.verb === 'several' ? action.of : [action]) membership(one, refs)
      break
    case 'category':
      break
    case 'cohort':
      refs.cohortNames.push(action.by)
      break
    case 'group':
      course(action.course, refs)
      refs.places.push({
        person: {},
        context: 'course',
        instance: action.course.value,
        by: action.course.field,
        group: action.name,
        grouping: action.grouping ?? '',
        groupIdnumber: action.values.idnumber,
      })
      break
    case 'activity':
      account(action.person, refs)
      if (action.course !== null) course(action.course, refs)
      refs.activities.push(action)
      break
  }
}

/** Names are looked up as they are, and in small letters, in which other formats write them. */
function account({ field, value }: AccountName, refs: Naming): void {
  if (field === 'username') refs.usernames.add(value).add(value.toLowerCase())
  if (field === 'email') refs.emails.add(value)
  if (field === 'idnumber') refs.idnumbers.add(value)
}

function accountSync(action: AccountSync, refs: Naming): void {
  const { by, values, whenNew, renameFrom, ifKnown, parts = [], needsCategories = [] } = action
  for (const { idnumber } of needsCategories) refs.neededCategories.add(idnumber)
  for (const field of ['username', 'email', 'idnumber'] as const) {
    for (const value of [values[field], whenNew?.[field]]) {
      if (value !== undefined) account({ field, value }, refs)
    }
    if (values[field] !== undefined) give(by, { field, value: values[field] }, refs)
  }
  if (renameFrom !== undefined) {
    const from: AccountName = { field: 'username', value: renameFrom }
    account(from, refs)
    give(from, by, refs)
  }
  if (ifKnown === 'countUp') refs.counted.username.push(countedName(by.value, ''))
  if (parts.length === 0) return
  refs.parts = true
  for (const person of peopleMeant(action, refs)) for (const part of parts) accountPart(part, person, refs)
}

/** Whoever may have the record's names when it is its turn: also whom this or an earlier record of the chunk renames. */
function peopleMeant({ by, values }: AccountSync, refs: Naming): Place['person'][] {
  const { username, email, idnumber }: Place['person'] = { ...values, [by.field]: by.value }
  const earlier = new Map([[nameKey(by), by]])
  for (const key of earlier.keys()) {
    for (const before of refs.given.get(key) ?? []) earlier.set(nameKey(before), before)
  }
  earlier.delete(nameKey(by))
  return [
    { username, email, idnumber },
    ...Array.from(earlier.values(), ({ field, value }) => ({ [field]: value })),
  ]
}

function give(found: AccountName, name: AccountName, { given }: Naming): void {
  const key = nameKey(name)
  if (key === nameKey(found)) return
  const before = given.get(key)
  if (before === undefined) given.set(key, [found])
  else before.push(found)
}

function nameKey({ field, value }: AccountName): string {
  return `${field} ${value}`
}

/** The names that a course may have had before records of the chunk gave it this one. */
function earlierNames(name: string, { renamed }: Naming): string[] {
  const names = new Set([name])
  for (const known of names) for (const before of renamed.get(known) ?? []) names.add(before)
  names.delete(name)
  return [...names]
}

function rename(from: string, to: string, { renamed }: Naming): void {
  renamed.set(to, [...(renamed.get(to) ?? []), from])
}

function accountPart(part: AccountPart, names: Place['person'], refs: Naming): void {
  switch (part.part) {
    case 'cohort':
      refs.cohorts.push({ person: names, idnumber: part.idnumber })
      break
    case 'role':
      refs.places.push({ person: names, ...categoryPlace(part.category), group: '', grouping: '' })
      break
    case 'membership':
      place(names, part, refs)
      break
  }
}

function categoryPlace(step: CategoryStep | undefined): Pick<Place, 'context' | 'instance' | 'by'> {
  if (step === undefined) return { context: 'system', instance: '' }
  if (step.id !== undefined) return { context: 'coursecat', instance: String(step.id), by: 'id' }
  if (step.idnumber !== undefined) return { context: 'coursecat', instance: step.idnumber, by: 'idnumber' }
  return { context: 'coursecat', instance: step.name ?? '' }
}

function course({ field, value }: CourseName, refs: Naming): void {
  if (field === 'shortname') refs.shortnames.add(value)
  else refs.courseIdnumbers.add(value)
}

function courseSync(action: CourseSync, refs: Naming): void {
  const { by, values, whenNew, renameTo, ifKnown, sources = [] } = action
  for (const { shortname } of sources) refs.shortnames.add(shortname)
  if (action.roles !== undefined) refs.courseRoles = true
  if (renameTo !== undefined) rename(by.value, renameTo, refs)
  if (action.reset === true) {
    const earlier = earlierNames(by.value, refs).map((value): CourseName => ({ ...by, value }))
    refs.resets.push(by, ...earlier)
  }
  const all = { ...whenNew, ...values, [by.field]: by.value }
  for (const shortname of [all.shortname, all.link, renameTo]) {
    if (shortname !== undefined) refs.shortnames.add(shortname)
  }
  if (all.idnumber !== undefined) refs.courseIdnumbers.add(all.idnumber)
  if (ifKnown !== 'countUp') return
  refs.counted.shortname.push(countedName(all.shortname ?? '', '_'))
  if (all.idnumber !== undefined) refs.counted.courseIdnumber.push(countedName(all.idnumber, '_'))
}

function membership(one: MembershipSync | MembershipEnd, refs: Naming): void {
  account(one.person, refs)
  const needs = one.verb === 'enrol' ? (one.needsCategories ?? []) : []
  for (const { idnumber } of needs) refs.neededCategories.add(idnumber)
  place({ [one.person.field]: one.person.value }, one, refs)
}

function place(
  person: Place['person'],
  one: MembershipPart | MembershipSync | MembershipEnd,
  refs: Naming,
): void {
  course(one.course, refs)
  const group = 'group' in one ? (one.group?.name ?? '') : ''
  refs.places.push({
    person,
    context: 'course',
    instance: one.course.value,
    by: one.course.field,
    group,
    grouping: '',
  })
}
