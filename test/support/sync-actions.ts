import fc from 'fast-check'
import type { RecordKind } from '../../src/domain/action.ts'
import type { CategoryPlace, CategoryStep } from '../../src/domain/category-place.ts'
import type {
  AccountName,
  AccountPart,
  AccountSync,
  CohortName,
  CourseName,
  MembershipEnd,
  MembershipSync,
  SyncAction,
} from '../../src/domain/sync-action.ts'
import { imsEnterprise } from '../../src/formats/ims-enterprise/format.ts'
import type { PlanContext } from '../../src/planning/plan.ts'
import { activitySync } from './activity-actions.ts'
import { PLAIN_PASSWORDS } from './arbitrary-actions.ts'
import { NOW } from './plan-context.ts'

/** What planning needs for wishes: what a feed's settings say is in the wishes themselves. */
export const SYNC_CONTEXT: PlanContext = {
  policy: imsEnterprise.policy(imsEnterprise.settings({})),
  passwords: PLAIN_PASSWORDS,
  now: NOW,
}

/** Few names, so that wishes meet. */
const USERNAMES = ['ann', 'bob', 'cyd', 'Ann']
const IDNUMBERS = ['1', '2', '3']
const EMAILS = ['ann@x.org', 'bob@x.org']
const SHORTNAMES = ['C1', 'C2', 'C3']
const CODES = ['K1', 'K2', 'K3']
const NAMES = ['Arts', 'Bio', 'Law']
const UNITS = ['A', 'B']
const ROLES = ['student', 'teacher', 'editingteacher']
const METHODS = ['manual', 'sis']
const MOMENTS = [null, 0, NOW, '2026-09-01', '2026-09-01T12:30:00', 'today'] as const

const among = <T>(values: readonly T[]) => fc.constantFrom(...values)
const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] })
const maybe = <T extends object>(key: string, value: fc.Arbitrary<unknown>, weight = 1) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight, arbitrary: value.map((one) => ({ [key]: one })) },
  ) as fc.Arbitrary<T>

const account: fc.Arbitrary<AccountName> = fc.oneof(
  among(IDNUMBERS).map((value): AccountName => ({ field: 'idnumber', value })),
  among(USERNAMES).map((value): AccountName => ({ field: 'username', value })),
  among(EMAILS).map((value): AccountName => ({ field: 'email', value })),
)
const courseName: fc.Arbitrary<CourseName> = fc.oneof(
  among(CODES).map((value): CourseName => ({ field: 'idnumber', value })),
  among(SHORTNAMES).map((value): CourseName => ({ field: 'shortname', value })),
)
const step: fc.Arbitrary<CategoryStep> = fc.oneof(
  among(NAMES).map((name) => ({ name })),
  fc.record({ name: among(NAMES), idnumber: among(UNITS) }),
  fc.constant({}),
)

const enrolling = fc
  .tuple(
    fc.record({ course: courseName, method: among(METHODS), role: fc.option(among(ROLES)) }),
    some({
      status: among(['active', 'suspended'] as const),
      start: among(MOMENTS),
      end: fc.oneof(among(MOMENTS), fc.constant({ daysAfterStart: 3 })),
      group: fc.record({ name: among(['Red', 'Blue']), create: fc.boolean() }),
      ofMethod: fc.record({ role: fc.boolean(), period: fc.boolean() }),
    }),
  )
  .map(([needed, rest]) => ({ ...needed, ...rest }))

const part: fc.Arbitrary<AccountPart> = fc.oneof(
  enrolling.map((one): AccountPart => ({ part: 'membership', ...one })),
  fc.record({ part: fc.constant('cohort' as const), idnumber: among(UNITS), create: fc.boolean() }),
  fc.record({ part: fc.constant('role' as const), role: among(['manager', 'student']), take: fc.boolean() }),
)

const values = some({
  username: among(USERNAMES),
  email: among(EMAILS),
  firstname: among(['Ann', 'Bob']),
  city: among(['Ulm', 'Bonn']),
  country: among(['DE', 'nowhere']),
})

const accountSync: fc.Arbitrary<AccountSync> = fc
  .tuple(
    fc.record({
      by: account,
      values,
      ifKnown: among(['update', 'fill', 'partsOnly', 'leave', 'reject'] as const),
      ifUnknown: among(['create', 'create', 'create', 'leave', 'reject'] as const),
    }),
    maybe<Pick<AccountSync, 'link'>>('link', among(['identify', 'update'])),
    maybe<Pick<AccountSync, 'suspended'>>('suspended', fc.boolean()),
    maybe<Pick<AccountSync, 'lenient'>>('lenient', fc.constant(['country'])),
    maybe<Pick<AccountSync, 'parts'>>('parts', fc.array(part, { minLength: 1, maxLength: 3 })),
  )
  .map(([needed, link, suspended, lenient, parts]): AccountSync => {
    const linked = needed.by.field === 'idnumber' ? link : {}
    return { kind: 'user', verb: 'sync', ...needed, ...linked, ...suspended, ...lenient, ...parts }
  })

const place: fc.Arbitrary<CategoryPlace> = fc.record({
  steps: fc.array(step, { maxLength: 2 }),
  nested: fc.boolean(),
  ifMissing: among(['create', 'create', 'otherwise', 'reject'] as const),
  visible: fc.boolean(),
  otherwise: fc.constant(['Spare']),
})

const person = { person: account }
const enrol: fc.Arbitrary<MembershipSync> = fc
  .tuple(fc.record(person), enrolling)
  .map(([who, one]): MembershipSync => ({ kind: 'enrolment', verb: 'enrol', ...who, ...one }))
const end: fc.Arbitrary<MembershipEnd> = fc.record({
  kind: fc.constant('enrolment' as const),
  verb: fc.constant('end' as const),
  ...person,
  course: courseName,
  method: among(METHODS),
  role: fc.option(among(ROLES)),
  ends: among(['role', 'enrolment'] as const),
  how: among(['unenrol', 'suspend', 'suspendNoRoles', 'keep'] as const),
  ifUnknown: among(['reject', 'leave'] as const),
})

const WISHES: { readonly [K in RecordKind]: fc.Arbitrary<Extract<SyncAction, { kind: K }>> } = {
  user: fc.oneof(
    { weight: 5, arbitrary: accountSync },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('user' as const),
        verb: fc.constant('end' as const),
        by: account,
        how: among(['delete', 'suspend', 'keep'] as const),
        ifUnknown: among(['reject', 'leave'] as const),
      }),
    },
  ),
  activity: activitySync(account, courseName),
  category: fc.record({
    kind: fc.constant('category' as const),
    verb: fc.constant('sync' as const),
    idnumber: among(UNITS),
    name: among(NAMES),
    parent: fc.option(among(UNITS)),
    visible: fc.boolean(),
    ifKnown: among(['update', 'leave'] as const),
    ifUnknown: among(['create', 'leave', 'reject'] as const),
  }),
  group: fc.record(
    {
      kind: fc.constant('group' as const),
      verb: fc.constant('sync' as const),
      course: courseName,
      name: among(NAMES),
      values: some({ idnumber: among(UNITS), description: among(['', 'One']) }),
      grouping: among(NAMES),
      ifKnown: fc.constant('leave' as const),
      ifUnknown: fc.constant('create' as const),
    },
    { requiredKeys: ['kind', 'verb', 'course', 'name', 'values', 'ifKnown', 'ifUnknown'] },
  ),
  cohort: fc.record(
    {
      kind: fc.constant('cohort' as const),
      verb: fc.constant('sync' as const),
      by: fc.oneof(
        among(CODES).map((value): CohortName => ({ field: 'idnumber', value })),
        among(NAMES).map((value): CohortName => ({ field: 'name', value })),
      ),
      name: among(NAMES),
      values: some({ description: among(['', 'One']), visible: fc.boolean() }),
      otherwise: among([[], ['Arts']]),
      ifKnown: among(['update', 'update', 'reject'] as const),
      ifUnknown: among(['create', 'create', 'reject'] as const),
      place: fc.record({ steps: fc.array(step, { maxLength: 2 }), nested: fc.boolean() }),
    },
    { requiredKeys: ['kind', 'verb', 'by', 'name', 'values', 'otherwise', 'ifKnown', 'ifUnknown'] },
  ),
  course: fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.record({
            by: courseName,
            values: some({ summary: among(['One', 'Two']), fullname: among(['One', 'Two']) }),
            whenNew: fc.record({ shortname: among(SHORTNAMES), fullname: among(['One', 'Two']) }),
            place,
            ifKnown: among(['update', 'fill', 'leave', 'reject'] as const),
            ifUnknown: among(['create', 'create', 'leave', 'reject'] as const),
          }),
          some({
            moves: fc.boolean(),
            reset: fc.constant(true),
            guest: fc.option(fc.record({ enabled: fc.boolean(), password: among(['', 'pw']) })),
            methods: some({
              enrolment_manual: fc.option(some({ role: among(ROLES), enrolperiod: among(['0', '86400']) })),
              enrolment_self: fc.option(some({ status: among(['on', 'off']), role: among(ROLES) })),
            }),
            sources: fc.array(fc.record({ column: fc.constant('meta'), shortname: among(SHORTNAMES) }), {
              maxLength: 1,
            }),
          }),
        )
        .map(([needed, more]) => ({ kind: 'course' as const, verb: 'sync' as const, ...needed, ...more })),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('course' as const),
        verb: fc.constant('end' as const),
        by: courseName,
        how: among(['hide', 'delete', 'keep'] as const),
        ifUnknown: among(['reject', 'leave'] as const),
      }),
    },
  ),
  enrolment: fc.oneof(
    { weight: 4, arbitrary: enrol },
    { weight: 2, arbitrary: end },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('enrolment' as const),
        verb: fc.constant('assign' as const),
        ...person,
        role: among(['manager', 'student']),
        category: among(UNITS),
      }),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          account,
          courseName,
          among(METHODS),
          fc.array(fc.oneof(enrol, end), { minLength: 2, maxLength: 3 }),
        )
        .map(([who, course, method, of]) => ({
          kind: 'enrolment' as const,
          verb: 'several' as const,
          of: of.map((one) => ({ ...one, person: who, course, method })),
        })),
    },
  ),
}

/** Wishes of one kind, as they stand in a chunk. */
export interface Wishes {
  readonly kind: RecordKind
  readonly actions: readonly SyncAction[]
}

/** Chunks of all kinds in turn, beginning with people, courses and enrolments. */
export function wishes(chunks: number, maxLength: number): fc.Arbitrary<Wishes[]> {
  const of = (kind: RecordKind) =>
    fc
      .array<SyncAction>(WISHES[kind], { minLength: 1, maxLength, size: 'max' })
      .map((actions): Wishes => ({ kind, actions }))
  const any = among<RecordKind>([
    'user',
    'course',
    'enrolment',
    'enrolment',
    'category',
    'cohort',
    'group',
    'activity',
  ]).chain(of)
  return fc
    .tuple(of('user'), of('course'), of('enrolment'), fc.array(any, { maxLength: chunks, size: 'max' }))
    .map(([users, courses, enrolments, more]) => [users, courses, enrolments, ...more])
}
