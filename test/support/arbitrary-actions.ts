import fc from 'fast-check'
import type {
  CourseAction,
  DatahubAction,
  EnrolmentAction,
  FileKind,
  UserAction,
} from '../../src/domain/action.ts'
import type { PasswordHasher } from '../../src/domain/password-hasher.ts'
import type { Policy } from '../../src/domain/policy.ts'
import { datahubCsv } from '../../src/formats/datahub-csv/format.ts'
import type { DatahubSettings } from '../../src/formats/datahub-csv/settings.ts'

/**
 * Records over few names, so that they meet: the same person under different identifiers, names that change hands,
 * courses that come and go. Most are good, some are not.
 */
const PEOPLE = [
  { username: 'ann', email: 'a@x.org', idnumber: '1' },
  { username: 'bob', email: 'b@x.org', idnumber: '2' },
  { username: 'cy', email: 'c@x.org', idnumber: '3' },
  { username: 'Ann', email: 'd@x.org', idnumber: '4' },
] as const

const people = fc.constantFrom(...PEOPLE)
const identifiers = {
  username: people.map(({ username }) => username),
  email: people.map(({ email }) => email),
  idnumber: people.map(({ idnumber }) => idnumber),
}
const shortnames = fc.constantFrom('C1', 'C2', 'C3')

const values = {
  firstname: fc.constantFrom('Ann', 'Bo'),
  city: fc.constantFrom('Ulm', 'Rom'),
  country: mostly(['GB', 'Germany'], 'Nowhere'),
  maildigest: fc.constantFrom('0', '2'),
  suspended: fc.constantFrom('0', '1', 'yes'),
  timezone: mostly(['Europe/London', 'Asia/Tokyo'], 'Moon/Base'),
  password: mostly(['Passw0rd!', 'Passw0rd!2', 'changeme'], 'weak'),
}
const needed = { password: 'Passw0rd!', firstname: 'Ann', lastname: 'Lee', city: 'Ulm' }
const profile = some({
  staff: mostly(['0', '1'], '2'),
  team: mostly(['red', 'blue'], 'pink'),
  hired: mostly(['Jan/02/2020'], 'soon'),
})

const userCreate = fc
  .record({ person: people, others: some(identifiers, 1), values: some(values), profile: maybe(profile) })
  .map(({ person: { username, email, idnumber }, others, values, profile }): UserAction => {
    const fields = { username, email, ...(idnumber !== '3' && { idnumber }), ...needed, ...values, ...others }
    return { kind: 'user', verb: 'create', fields, ...(profile !== undefined && { profile }) }
  })

/** By one identifier or several of one person, seldom of two. */
const oneOfPeople = fc
  .tuple(
    people,
    fc.constantFrom<(keyof typeof identifiers)[]>(
      ['username'],
      ['email'],
      ['idnumber'],
      ['username', 'idnumber'],
    ),
    mostly([{}], { email: 'c@x.org' }),
  )
  .map(([person, names, wrong]) => ({
    ...Object.fromEntries(names.map((name) => [name, person[name]])),
    ...wrong,
  }))

const userChange = fc
  .record({
    verb: mostly(['update', 'update', 'suspend'], 'delete'),
    who: oneOfPeople,
    values: some(values),
    profile: maybe(profile),
  })
  .map(
    ({ verb, who, values, profile }): UserAction => ({
      kind: 'user',
      verb,
      fields: { ...values, ...who },
      ...(profile !== undefined && { profile }),
    }),
  )

/** By `user_` columns, with new names as values. */
const userRename = fc
  .record({
    verb: fc.constantFrom('update', 'update', 'update', 'delete'),
    find: oneOfPeople,
    fields: some(identifiers),
  })
  .map((rest): UserAction => ({ kind: 'user', ...rest }))

const courseValues = {
  fullname: fc.constantFrom('One', 'Two'),
  category: mostly(['Bio', 'Sci/Bio', '/Sci', '/Bio/Sci', 'Art', '3'], 'Art//x'),
  idnumber: fc.constantFrom('k1', 'k2', 'k3'),
  startdate: mostly(['Jan/02/2020', 'Feb/03/2021'], '2020-01-02'),
  numsections: mostly(['3', '5'], '99'),
  visible: fc.constantFrom('0', '1'),
  guest: mostly(['1'], '0'),
  password: fc.constant('open'),
  link: shortnames,
}

const courseCreate = fc
  .record({
    shortname: shortnames,
    category: fc.constantFrom('Bio', 'Art', '/Sci/Bio'),
    values: some(courseValues),
  })
  .map(
    ({ shortname, category, values }): CourseAction => ({
      kind: 'course',
      verb: 'create',
      fields: { shortname, fullname: 'One', category, ...values },
    }),
  )

const courseChange = fc
  .record({
    verb: mostly(['update'], 'delete'),
    shortname: shortnames,
    values: some(courseValues),
  })
  .map(
    ({ verb, shortname, values }): CourseAction => ({
      kind: 'course',
      verb,
      fields: { shortname, ...values },
    }),
  )

const times = {
  status: mostly(['active', 'suspended', 'Active'], 'paused'),
  enrolmenttime: fc.constantFrom('Jan/02/2020', 'Feb/02/2020'),
  completetime: fc.constantFrom('Jan/15/2020', 'Mar/01/2020'),
}
const inCourse = fc
  .record({
    instance: mostly(['C1', 'C1', 'C2'], 'C3'),
    role: mostly(['student', 'student', 'student', 'editingteacher'], 'owner'),
    group: maybe(fc.constantFrom('g1', 'g2')),
    grouping: maybe(fc.constantFrom('s1', 's2')),
    values: some(times, 2),
  })
  .map(({ group, grouping, values, ...place }) => ({
    context: 'course',
    ...place,
    ...values,
    ...(group !== undefined && { group }),
    ...(group !== undefined && grouping !== undefined && { grouping }),
  }))
const elsewhere = fc.oneof<fc.Arbitrary<EnrolmentAction['fields']>[]>(
  fc.record({
    context: fc.constant('coursecat'),
    instance: fc.constantFrom('Bio', 'Art'),
    role: fc.constant('manager'),
  }),
  fc.record({ context: fc.constant('user'), instance: identifiers.username, role: fc.constant('mentor') }),
  fc.record({ context: fc.constantFrom('system', 'moon'), role: fc.constant('manager') }),
)

const enrolmentChange = fc
  .record({
    verb: fc.constantFrom('create', 'create', 'create', 'update', 'delete'),
    who: oneOfPeople,
    place: fc.oneof<fc.WeightedArbitrary<EnrolmentAction['fields']>[]>(
      { weight: 7, arbitrary: inCourse },
      { weight: 2, arbitrary: elsewhere },
      {
        weight: 1,
        arbitrary: fc
          .tuple(shortnames, some(times))
          .map(([instance, rest]) => ({ context: 'course', instance, ...rest })),
      },
    ),
  })
  .map(({ verb, who, place }): EnrolmentAction => ({ kind: 'enrolment', verb, fields: { ...who, ...place } }))

export const ACTIONS: { readonly [K in FileKind]: fc.Arbitrary<Extract<DatahubAction, { kind: K }>> } = {
  user: fc.oneof(
    { weight: 3, arbitrary: userCreate },
    { weight: 3, arbitrary: userChange },
    { weight: 1, arbitrary: userRename },
  ),
  course: fc.oneof(courseCreate, courseChange),
  enrolment: enrolmentChange,
}

/** Records of one kind, as they stand in a chunk or file. */
export interface Batch {
  readonly kind: FileKind
  readonly actions: readonly DatahubAction[]
}

function batchOf(kind: FileKind, maxLength: number): fc.Arbitrary<Batch> {
  return fc.record({
    kind: fc.constant(kind),
    actions: fc.array<DatahubAction>(ACTIONS[kind], { minLength: 1, maxLength, size: 'max' }),
  })
}

const FIRST_PEOPLE = PEOPLE.slice(0, 3).map(
  (person): UserAction => ({ kind: 'user', verb: 'create', fields: { ...person, ...needed } }),
)
const FIRST_COURSES = ['C1', 'C2'].map(
  (shortname): CourseAction => ({
    kind: 'course',
    verb: 'create',
    fields: { shortname, fullname: shortname, category: 'Bio', idnumber: shortname.replace('C', 'k') },
  }),
)

/** Batches of all kinds in turn, beginning as a site begins: with people, courses and enrolments. */
export function batches(maxBatches: number, maxLength: number): fc.Arbitrary<Batch[]> {
  const any = fc
    .constantFrom<FileKind>('user', 'course', 'enrolment')
    .chain((kind) => batchOf(kind, maxLength))
  return fc
    .tuple(
      fc.array(userCreate, { maxLength }),
      fc.array(courseCreate, { maxLength }),
      batchOf('enrolment', maxLength),
      fc.array(any, { maxLength: Math.max(0, maxBatches - 3), size: 'max' }),
    )
    .map(([users, courses, enrolments, more]) => [
      { kind: 'user', actions: [...FIRST_PEOPLE, ...users] },
      { kind: 'course', actions: [...FIRST_COURSES, ...courses] },
      enrolments,
      ...more,
    ])
}

/** Settings that change what records may do. */
export const SETTINGS: fc.Arbitrary<Partial<DatahubSettings>> = fc.record({
  createOrUpdate: fc.boolean(),
  identifyBy: fc.constantFrom<DatahubSettings['identifyBy']>(
    ['username', 'email', 'idnumber'],
    ['username', 'idnumber'],
  ),
  createGroupsAndGroupings: fc.constantFrom(true, true, false),
  allowDuplicateEmails: fc.boolean(),
  compatibility: fc.record({ updateMayEnrol: fc.boolean() }),
})

const ENROLMENT_MAIL = {
  enabled: true,
  from: 'teacher',
  subject: 'Hello',
  template: '%%course_shortname%%',
} as const
export const MAILS = {
  newUserEmail: { enabled: true, subject: 'Welcome', template: '%%username%%' },
  newEnrolmentEmail: ENROLMENT_MAIL,
}

export function policyOf(settings: object): Policy {
  return datahubCsv.policy(datahubCsv.settings(settings))
}

/** Passwords as they are, so that states can be compared. */
export const PLAIN_PASSWORDS: PasswordHasher = {
  hash: (password) => password,
  matches: (password, hash) => password === hash,
}

/** A good value, and once in a while the bad one. */
function mostly<const T>(good: readonly T[], bad: T): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.constant(bad) },
  )
}

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined, freq: 2 })
}

/** None or a few of these fields. */
function some<T extends object>(
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  most = 3,
): fc.Arbitrary<Partial<T>> {
  return fc
    .subarray(Object.keys(fields) as (keyof T)[], { maxLength: Math.min(most, Object.keys(fields).length) })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, fields[name]]))),
    ) as fc.Arbitrary<Partial<T>>
}

/**
 * For properties of which each try works on a database: so many tries, or as many as the time allows on a busy machine.
 * Shrinking stops then too, before the test itself runs out of time and would hide what was found.
 */
export function tries(numRuns: number): fc.Parameters<unknown> {
  return { numRuns, interruptAfterTimeLimit: 9_000 }
}
