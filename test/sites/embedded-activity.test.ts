import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Action, CourseAction, RecordKind } from '../../src/domain/action.ts'
import { ACTIVITY_DATASETS, type ActivityDataset, type ActivityFacts } from '../../src/domain/activity.ts'
import type { AccountName, CourseName } from '../../src/domain/sync-action.ts'
import type { ActivityQuestion } from '../../src/sites/activity.ts'
import { type ActivityRow, putActivity } from '../../src/sites/embedded/activity/put-activity.ts'
import { EmbeddedActivity } from '../../src/sites/embedded/activity/source.ts'
import type { Store } from '../../src/store/store.ts'
import { activitySync } from '../support/activity-actions.ts'
import { tries } from '../support/arbitrary-actions.ts'
import { testStore } from '../support/engines.ts'
import { ModelSite } from '../support/model-site.ts'
import { refused } from '../support/refused.ts'
import { contentOf } from '../support/site-content.ts'
import { type TestSite, testSite } from '../support/test-site.ts'
import { carryOut, carryOutOnModel } from './carry-out.ts'

const ANN = 1
const BOB = 2
/** The first course; its categories were numbered before it. */
const DAY = Date.parse('2026-03-25T00:00:00Z')
const HOUR = 3_600_000
const ALL: ActivityQuestion = {
  from: DAY,
  to: DAY + 24 * HOUR,
  people: null,
  accountFields: [],
  profileFields: [],
  cohorts: false,
}

let store: Store
let site: TestSite
let courseId: number
beforeAll(async () => {
  store = await testStore()
  site = await testSite(store)
  await carryOut(store, site, 'user', [
    user('ann', { idnumber: '007', institution: ' North ', department: 'X' }, { team: 'red' }),
    user('bob', { institution: 'North' }),
    user('gone', {}),
    user('new', {}),
    user('guest', {}),
  ])
  await carryOut(store, site, 'course', [
    {
      kind: 'course',
      verb: 'create',
      fields: { shortname: 'C1', fullname: 'Biology', category: 'Science/Life' },
    },
  ])
  courseId = (
    await within(({ db }) =>
      db.selectFrom('site_course').select('id').where('site_id', '=', site.siteId).executeTakeFirstOrThrow(),
    )
  ).id
  await within(async ({ db }) => {
    await sql`update site_user set confirmed = false where site_id = ${site.siteId} and username = 'new'`.execute(
      db,
    )
    await sql`update site_user set guest = true where site_id = ${site.siteId} and username = 'guest'`.execute(
      db,
    )
    await sql`update site_profile_field set default_value = 'blue'
      where site_id = ${site.siteId} and shortname = 'team'`.execute(db)
    await sql`insert into site_cohort (site_id, id, idnumber, name, description, visible, category_id)
      values (${site.siteId}, 90, 'staff', 'Staff', '', true, 0), (${site.siteId}, 91, '', 'Nameless', '', true, 0)`.execute(
      db,
    )
    await sql`insert into site_cohort_member (site_id, cohort_id, user_id)
      values (${site.siteId}, 90, ${BOB}), (${site.siteId}, 91, ${BOB})`.execute(db)
  })
  await put(
    'completion',
    [1, 2, 3, 4, 5].map((userId) => completed(userId)),
  )
  await carryOut(store, site, 'user', [
    { kind: 'user', verb: 'delete', fields: { username: 'gone' } },
    user('gone', {}),
  ])
})
afterAll(() => store.close())

describe('people', () => {
  test('who are deleted, unconfirmed or the guest are not told of, and no name is inherited', async () => {
    expect(learners(await told('completion'))).toEqual(['ann', 'bob'])
  })

  test('who are suspended are told of, and that they are', async () => {
    await carryOut(store, site, 'user', [{ kind: 'user', verb: 'suspend', fields: { username: 'bob' } }])
    const facts = await told('completion')
    expect(facts.map(({ learner }) => learner.suspended)).toEqual([false, true])
  })

  test('are told of with the fields that are asked for, defaults filled in, and their cohorts', async () => {
    const [ann, bob] = (
      await told('completion', { accountFields: ['institution'], profileFields: ['team'], cohorts: true })
    ).map(({ learner }) => learner)
    expect(ann).toEqual({
      id: ANN,
      username: 'ann',
      idnumber: '007',
      email: 'ann@example.org',
      suspended: false,
      account: { institution: ' North ' },
      profile: { team: 'red' },
      cohorts: [],
    })
    expect(bob).toMatchObject({ profile: { team: 'blue' }, cohorts: ['staff'] })
  })

  test.each([
    ['institution', ' North', ['ann', 'bob']],
    ['institution', 'north', []],
    ['institution', 'Nor', []],
    ['department', 'X', ['ann']],
    ['cohorts', 'staff ', ['bob']],
    ['cohorts', '', []],
    ['profile.team', 'blue', ['bob']],
  ])('are narrowed by %s "%s", whole and trimmed', async (field, equals, names) => {
    expect(learners(await told('completion', { people: { field, equals } }))).toEqual(names)
  })

  test.each([
    [{ people: { field: 'instituton', equals: 'North' } }],
    [{ people: { field: 'password_hash', equals: 'x' } }],
    [{ people: { field: 'profile.nothing', equals: 'x' } }],
    [{ accountFields: ['suspended'] }],
    [{ profileFields: ['constructor'] }],
  ])('are not told of at all when %j names a field that the site does not have', async (question) => {
    expect(await refused(told('completion', question))).toMatchObject({ code: 'RB-4501' })
  })
})

describe('a dataset', () => {
  test('scorm has both statuses, the score as it was given, and both times', async () => {
    const row = { userId: ANN, courseId, scorm: 'Fire', sco: 'One', attempt: 1 }
    await put('scorm', [
      {
        ...row,
        completionStatus: 'completed',
        successStatus: 'unknown',
        score: '66.66700',
        time: DAY + 5,
        statusTime: DAY,
      },
      {
        ...row,
        courseId: 0,
        completionStatus: null,
        successStatus: null,
        score: null,
        time: DAY,
        statusTime: DAY,
      },
    ])
    const facts = sorted(await told('scorm'))
    expect(facts).toMatchObject([
      { course: null, scorm: 'Fire', sco: 'One', score: null, completionStatus: null },
      {
        course: { shortname: 'C1', fullname: 'Biology' },
        attempt: 1,
        completionStatus: 'completed',
        successStatus: 'unknown',
        score: '66.66700',
        time: DAY + 5,
        statusTime: DAY,
      },
    ])
    expect(new Set(facts.map(({ key }) => key)).size).toBe(2)
  })

  test('face-to-face has every change of a sign-up under one key, the later stored greater', async () => {
    const row = {
      userId: ANN,
      courseId: 0,
      facetoface: 'First aid',
      sessionId: 12,
      sessionDate: null,
      time: DAY,
    }
    await put('face-to-face', [
      { ...row, status: 'requested' },
      { ...row, status: 'booked', sessionDate: DAY + HOUR },
    ])
    await put('face-to-face', [{ ...row, status: 'approved' }])
    const facts = (await told('face-to-face')).sort((one, other) => one.order - other.order)
    expect(facts.map(({ status, sessionDate }) => [status, sessionDate])).toEqual([
      ['requested', null],
      ['booked', DAY + HOUR],
      ['approved', null],
    ])
    expect(new Set(facts.map(({ key }) => key)).size).toBe(1)
  })

  test('quiz is told without previews and attempts not begun', async () => {
    const row = {
      userId: ANN,
      courseId,
      quiz: 'Cells',
      score: '7.5',
      passScore: '5',
      decimalPoints: 2,
      preview: false,
      state: 'finished' as const,
      timeFinish: DAY + 1,
      time: DAY + 2,
    }
    await put('quiz', [
      { ...row, attempt: 1 },
      { ...row, attempt: 2, preview: true },
      { ...row, attempt: 3, state: 'notstarted', timeFinish: null },
      { ...row, attempt: 4, state: 'inprogress', timeFinish: null, score: null, passScore: null },
    ])
    const facts = sorted(await told('quiz'))
    expect(facts.map(({ attempt, state, score }) => [attempt, state, score])).toEqual([
      [1, 'finished', '7.5'],
      [4, 'inprogress', null],
    ])
    expect(facts[0]).toMatchObject({ quiz: 'Cells', passScore: '5', decimalPoints: 2, timeFinish: DAY + 1 })
  })

  test('completion has the course with its categories from the top', async () => {
    const [fact] = await told('completion')
    const { rows } = await within(({ db }) =>
      sql<{
        id: number
        name: string
      }>`select id, name from site_category where site_id = ${site.siteId}`.execute(db),
    )
    const id = (name: string) => rows.find((row) => row.name === name)!.id
    expect(fact!.course).toEqual({
      id: courseId,
      shortname: 'C1',
      fullname: 'Biology',
      categoryIds: [id('Science'), id('Life')],
    })
  })

  test('pathway has the ordinal of the completion', async () => {
    await put('pathway', [{ userId: BOB, pathway: 'Induction', attempt: 2, time: DAY }])
    expect(await told('pathway')).toMatchObject([{ pathway: 'Induction', attempt: 2, time: DAY }])
  })

  test('grade is told of totals that have a grade, with the letters of the course from the top', async () => {
    const row = { userId: ANN, courseId, item: 'course' as const, name: '', min: '0', max: '120', time: DAY }
    await put('grade', [
      { ...row, grade: '66.66700' },
      { ...row, grade: '1', item: 'activity', name: 'Essay' },
      { ...row, grade: null, userId: BOB },
    ])
    expect(await told('grade')).toMatchObject([{ grade: '66.66700', min: '0', max: '120', letters: null }])
    await within(({ db }) =>
      sql`insert into site_course_letter (site_id, course_id, lower_bound, letter)
        values (${site.siteId}, ${courseId}, 0, 'U'), (${site.siteId}, ${courseId}, 49.95, 'P')`.execute(db),
    )
    expect(await told('grade')).toMatchObject([
      {
        letters: [
          ['49.95', 'P'],
          ['0', 'U'],
        ],
      },
    ])
  })

  test('replaces what it has of a key', async () => {
    const row = { userId: BOB, pathway: 'Induction', attempt: 7 }
    await put('pathway', [{ ...row, time: DAY }])
    await put('pathway', [{ ...row, time: DAY + HOUR }])
    const facts = (await told('pathway')).filter(({ attempt }) => attempt === 7)
    expect(facts.map(({ time }) => time)).toEqual([DAY + HOUR])
  })

  test('tells nothing of a course that is gone', async () => {
    await carryOut(store, site, 'course', [
      { kind: 'course', verb: 'create', fields: { shortname: 'C9', fullname: 'Gone', category: 'Science' } },
    ])
    const { id } = await within(({ db }) =>
      db
        .selectFrom('site_course')
        .select('id')
        .where('site_id', '=', site.siteId)
        .where('shortname', '=', 'C9')
        .executeTakeFirstOrThrow(),
    )
    await put('completion', [{ userId: ANN, courseId: id, time: DAY }])
    expect(await told('completion')).toHaveLength(3)
    await carryOut(store, site, 'course', [{ kind: 'course', verb: 'delete', fields: { shortname: 'C9' } }])
    expect(await told('completion')).toHaveLength(2)
  })
})

describe('a window', () => {
  test.each(ACTIVITY_DATASETS)(
    'takes %s facts from its first instant until before its last',
    async (dataset) => {
      const some = await testSite(store)
      await carryOut(store, some, 'user', [user('ann', {})])
      await carryOut(store, some, 'course', [
        { kind: 'course', verb: 'create', fields: { shortname: 'C', fullname: 'C', category: 'C' } },
      ])
      const { id } = await store.asOrganisation(some.organisationId, ({ db }) =>
        db
          .selectFrom('site_course')
          .select('id')
          .where('site_id', '=', some.siteId)
          .executeTakeFirstOrThrow(),
      )
      await putInto(
        some,
        dataset,
        [DAY - 1, DAY, DAY + 24 * HOUR - 1, DAY + 24 * HOUR].map((time, at) => row(dataset, id, time, at)),
      )
      const facts = await told(dataset, {}, some)
      expect(facts.map(({ time }) => time).sort()).toEqual([DAY, DAY + 24 * HOUR - 1])
      const ever = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
      expect(await told(dataset, ever, some)).toHaveLength(4)
    },
  )

  test('takes instants of any year to the millisecond, and leaves out what is finer', async () => {
    const times = ['0001-01-01T00:00:00.001Z', '1969-12-31T23:59:59.999Z', '2026-03-25T07:30:00.123Z']
    const some = await testSite(store)
    await carryOut(store, some, 'user', [user('ann', {})])
    const pathway = (time: string, attempt: number) => ({
      userId: 1,
      pathway: 'P',
      attempt,
      time: Date.parse(time),
    })
    await putInto(some, 'pathway', times.map(pathway))
    await store.asHouse(({ db }) =>
      sql`update site_pathway_completion set time = time + interval '999 microseconds'
        where site_id = ${some.siteId} and attempt > 0`.execute(db),
    )
    const facts = await told('pathway', { from: Number.NEGATIVE_INFINITY }, some)
    expect(facts.map(({ time }) => new Date(time).toISOString()).sort()).toEqual(times)
  })

  test('takes facts by either of their times', async () => {
    const late = { from: DAY + 50 * HOUR, to: DAY + 51 * HOUR }
    const row = {
      userId: BOB,
      courseId,
      scorm: 'Old',
      sco: 'One',
      attempt: 1,
      score: null,
      successStatus: null,
    }
    await put('scorm', [{ ...row, completionStatus: 'passed', statusTime: DAY, time: late.from }])
    expect(await told('scorm', late)).toMatchObject([{ scorm: 'Old', statusTime: DAY }])
  })
})

test('any records in chunks of any size come to what the operations say', async () => {
  const people = fc.constantFrom(
    ...['ann', 'bob', 'cyd'].map((value): AccountName => ({ field: 'username', value })),
    { field: 'idnumber' as const, value: '1' },
  )
  const courses = fc.constantFrom(
    ...['C1', 'C2', 'C3'].map((value): CourseName => ({ field: 'shortname', value })),
  )
  const chunk = fc.array(activitySync(people, courses), { minLength: 1, maxLength: 12, size: 'max' })
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { minLength: 1, maxLength: 4 }), async (chunks) => {
      const some = await testSite(store)
      const model = new ModelSite()
      const world: [RecordKind, readonly Action[]][] = [
        ['user', [user('ann', { idnumber: '1' }), user('bob', {})]],
        ['course', [course('C1'), course('C2')]],
        ...chunks.map((actions): [RecordKind, readonly Action[]] => ['activity', actions]),
      ]
      for (const [kind, actions] of world) {
        const expected = carryOutOnModel(model, kind, actions)
        const { outcomes, operations } = await carryOut(store, some, kind, actions)
        expect(outcomes).toEqual(expected.outcomes)
        expect(operations).toEqual(expected.operations)
      }
      const content = await store.asOrganisation(some.organisationId, (tx) => contentOf(tx, some.siteId))
      expect(content).toEqual(model.content())
    }),
    tries(15),
  )
})

test('another organisation is told nothing, whatever site it names', async () => {
  const other = await testSite(store)
  const source = new EmbeddedActivity(store, other.organisationId, site.siteId)
  expect(await all(source.activity('completion', ALL))).toEqual([])
})

test('many facts come in batches, each with its own person, as it was stored', async () => {
  const some = await testSite(store)
  const usernames = ['ann', 'bob', 'cyd']
  await carryOut(
    store,
    some,
    'user',
    usernames.map((username) => user(username, {})),
  )
  const names = ['P', '"', "'", '\\', '\n\t', '{}', ',', 'null', '\u2028', 'é', '😀', '']
  const stored = Array.from({ length: 2_001 }, (_, at) => ({
    userId: 1 + (at % usernames.length),
    pathway: names[at % names.length]!,
    attempt: at,
    time: DAY + at,
  }))
  await putInto(some, 'pathway', stored)
  const source = new EmbeddedActivity(store, some.organisationId, some.siteId)
  const batches = await Array.fromAsync(source.activity('pathway', ALL))
  expect(batches.map(({ length }) => length).sort()).toEqual([1, ...Array.from({ length: 8 }, () => 250)])
  const facts = batches.flat().sort((one, other) => one.attempt - other.attempt)
  expect(
    facts.map(({ learner, pathway, attempt, time }) => ({ userId: learner.id, pathway, attempt, time })),
  ).toEqual(stored)
  expect(facts.map(({ learner }) => learner.username)).toEqual(
    facts.map(({ learner }) => usernames[learner.id - 1]),
  )
})

function user(username: string, fields: object, profile?: Record<string, string>) {
  const named = {
    username,
    firstname: username,
    lastname: 'Doe',
    password: 'Secret-1',
    email: `${username}@example.org`,
  }
  return {
    kind: 'user' as const,
    verb: 'create' as const,
    fields: { ...named, city: 'Cork', country: 'IE', ...fields },
    ...(profile !== undefined && { profile }),
  }
}

function course(shortname: string): CourseAction {
  return { kind: 'course', verb: 'create', fields: { shortname, fullname: shortname, category: 'Law' } }
}

function completed(userId: number): ActivityRow<'completion'> {
  return { userId, courseId, time: DAY + userId }
}

function row(dataset: ActivityDataset, courseId: number, time: number, at: number) {
  const common = { userId: 1, courseId, time, attempt: at }
  return {
    scorm: {
      ...common,
      scorm: 'S',
      sco: 'S',
      completionStatus: null,
      successStatus: null,
      score: null,
      statusTime: time,
    },
    'face-to-face': { ...common, facetoface: 'F', sessionId: at, sessionDate: null, status: 'booked' },
    quiz: {
      ...common,
      quiz: 'Q',
      state: 'finished',
      score: null,
      passScore: null,
      decimalPoints: 0,
      preview: false,
      timeFinish: time,
    },
    completion: common,
    pathway: { ...common, pathway: 'P' },
    grade: { ...common, item: 'course', name: String(at), grade: '1', min: '0', max: '1' },
  }[dataset]
}

function within<T>(work: Parameters<typeof store.asOrganisation<T>>[1]): Promise<T> {
  return store.asOrganisation(site.organisationId, work)
}

async function put<D extends ActivityDataset>(dataset: D, rows: readonly ActivityRow<D>[]): Promise<void> {
  await putInto(site, dataset, rows)
}

async function putInto(of: TestSite, dataset: ActivityDataset, rows: readonly unknown[]): Promise<void> {
  await store.asOrganisation(of.organisationId, async (tx) =>
    putActivity(tx, of.siteId, dataset, rows as never),
  )
}

async function told<D extends ActivityDataset>(
  dataset: D,
  question: Partial<ActivityQuestion> = {},
  of: TestSite = site,
): Promise<ActivityFacts[D][]> {
  const source = new EmbeddedActivity(store, of.organisationId, of.siteId)
  return all(source.activity(dataset, { ...ALL, ...question }))
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const facts: T[] = []
  for await (const batch of batches) facts.push(...batch)
  return facts
}

function learners(facts: readonly ActivityFacts['completion'][]): string[] {
  return facts.map(({ learner }) => learner.username).sort()
}

function sorted<T extends { key: string }>(facts: T[]): T[] {
  return facts.sort((one, other) => (one.key < other.key ? -1 : 1))
}
