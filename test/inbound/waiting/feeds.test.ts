import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listRuns } from '../../../src/inbound/read-runs.ts'
import { importFiles, type TestHub, testHub } from '../test-hub.ts'
import {
  anotherFeed,
  courses,
  enrolled,
  enrolments,
  told,
  users,
  type WaitingHub,
  waiting,
  waitingHub,
} from './waiting-hub.ts'

const WEEK = { waitFor: '7d' }

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

/** The runs of an organisation, the oldest first, each as its feed and what became of its records. */
async function runs({ hub, defaults }: TestHub): Promise<string[]> {
  const found = await hub.store.asOrganisation(defaults.organisationId, (tx) => listRuns(tx))
  return found.toReversed().map(({ feed, state, counts }) => {
    const sorted = Object.fromEntries(Object.entries(counts).sort())
    return `${feed} ${state} ${JSON.stringify(sorted)}`
  })
}

/** A feed of enrolments that wait, and one of people. */
async function twoFeeds(settings: object = WEEK): Promise<{ own: WaitingHub; people: WaitingHub }> {
  const own = await waitingHub(home, 'datahub-csv', settings)
  return { own, people: await anotherFeed(own, 'people') }
}

describe('after a run of another feed of the site', () => {
  test('what waited for its users or courses is carried out by a run of its own', async () => {
    const { own, people } = await twoFeeds()
    await importFiles(own, [courses('BIO'), enrolments('create,ann,BIO', 'create,bob,BIO', 'create,cyd,ART')])
    const first = await importFiles(people, [users('ann', 'cyd')])
    expect(await told(own, first + 1)).toEqual([`enroll.csv, waiting since run ${first - 1}:2 enrolled`])
    expect(await runs(own)).toEqual([
      'default succeeded {"created":1,"waiting":3}',
      'people succeeded {"created":2}',
      'default succeeded {"enrolled":1}',
    ])
    expect(await waiting(own)).toEqual(['enroll.csv:3 RB-2012', 'enroll.csv:4 RB-2012'])
    await importFiles(people, [courses('ART')])
    expect(await enrolled(own)).toEqual(['ann BIO active student', 'cyd ART active student'])
    expect(await runs(own)).toHaveLength(5)
  })

  test('nothing is tried again for which something is still missing, or which has expired', async () => {
    const { own, people } = await twoFeeds()
    await importFiles(own, [enrolments('create,ann,BIO')])
    await importFiles(people, [users('ann')])
    own.clock.days = 7
    await importFiles(people, [courses('BIO')])
    expect(await runs(own)).toHaveLength(3)
    expect(await waiting(own)).toEqual(['enroll.csv:2 RB-2012'])
  })

  test('nothing is tried again by a feed whose settings are no longer good', async () => {
    const { own, people } = await twoFeeds({ ...WEEK, nonsense: 1 })
    await importFiles(people, [courses('BIO')])
    const waits = await anotherFeed(own, 'waits', 'datahub-csv', WEEK)
    await importFiles(waits, [enrolments('create,ann,BIO')])
    await own.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
      db
        .updateTable('feed')
        .set({ settings: '{"nonsense":1}' })
        .where('id', '=', waits.defaults.feedId)
        .execute(),
    )
    await importFiles(people, [users('ann')])
    expect(await waiting(own)).toEqual(['enroll.csv:2 RB-2012'])
    expect(await enrolled(own)).toEqual([])
  })

  test('a plan of that feed carries nothing out', async () => {
    const { own, people } = await twoFeeds()
    await importFiles(own, [courses('BIO'), enrolments('create,ann,BIO')])
    await importFiles(people, [users('ann')], {}, 'plan')
    expect(await runs(own)).toHaveLength(2)
  })
})

describe('a record is waited for by name, also', () => {
  test('when it is named by id number and address', async () => {
    const { own, people } = await twoFeeds()
    await importFiles(own, [
      courses('BIO'),
      {
        name: 'enroll.csv',
        content:
          'action,idnumber,email,context,instance,role\ncreate,n-ann,ann@example.org,course,BIO,student\n',
      },
    ])
    await importFiles(people, [users('ann')])
    expect(await enrolled(own)).toEqual(['ann BIO active student'])
  })

  test('in another case', async () => {
    const { own, people } = await twoFeeds()
    await importFiles(own, [courses('BIO'), enrolments('create,ANN,BIO')])
    await importFiles(people, [users('Ann')])
    expect(await enrolled(own)).toEqual(['ann BIO active student'])
  })
})

const PACKAGE = {
  'manifest.csv': [
    'propertyName,value',
    'manifest.version,1.0',
    'oneroster.version,1.1',
    'file.enrollments,delta',
  ],
  'enrollments.csv': [
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
    'e1,active,2026-08-01T00:00:00.000Z,c-BIO,s1,n-ann,student,,,',
  ],
}

const FORMATS: readonly [format: string, files: Readonly<Record<string, readonly string[]>>][] = [
  ['moodle-flatfile', { 'enrolments.txt': ['add,student,n-ann,c-BIO'] }],
  [
    'ims-enterprise',
    {
      'ims.xml': [
        '<?xml version="1.0"?><enterprise><membership><sourcedid><source>S</source><id>c-BIO</id></sourcedid>',
        '<member><sourcedid><source>S</source><id>n-ann</id></sourcedid><idtype>1</idtype>',
        '<role roletype="01"><status>1</status></role></member></membership></enterprise>',
      ],
    },
  ],
  ['oneroster-csv', PACKAGE],
]

async function hubWithSchool(
  format: string,
  settings: object,
): Promise<{ own: WaitingHub; others: WaitingHub }> {
  const own = await waitingHub(home, format, { ...WEEK, ...settings })
  const { organisationId, siteId } = own.defaults
  const school = { parent_id: 0, name: 'School', idnumber: 's1', visible: true, id: 900_000 }
  await own.hub.store.asOrganisation(organisationId, ({ db }) =>
    db
      .insertInto('site_category')
      .values({ site_id: siteId, ...school } as never)
      .execute(),
  )
  return { own, others: await anotherFeed(own, 'others') }
}

function sent(files: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(files).map(([name, lines]) => ({ name, content: [...lines, ''].join('\n') }))
}

test.each(FORMATS)('records of %s wait too', async (format, files) => {
  const { own, others } = await hubWithSchool(format, {})
  const runId = await importFiles(own, sent(files))
  expect((await told(own, runId)).map((line) => line.replace(/.*:\d+ /, ''))).toEqual(['waiting RB-3004'])
  await importFiles(others, [courses('BIO')])
  await importFiles(others, [users('ann')])
  expect(await enrolled(own)).toEqual(['ann BIO active student'])
  expect(await waiting(own)).toEqual([])
})

test('what a newer full list does not name waits no longer', async () => {
  const { own, others } = await hubWithSchool('oneroster-csv', { missingEnrolments: 'unenrol' })
  await importFiles(others, [users('bob'), courses('BIO')])
  const [manifest, enrollments] = [PACKAGE['manifest.csv'], PACKAGE['enrollments.csv']]
  const bulk = manifest.map((line) => line.replace(/delta$/, 'bulk'))
  const list = (...names: readonly string[]) => {
    const rows = names.map((name) => `${name},,,c-BIO,s1,n-${name},student,,,`)
    return sent({ 'manifest.csv': bulk, 'enrollments.csv': [enrollments[0]!, ...rows] })
  }
  await importFiles(own, list('ann', 'bob', 'cyd'))
  expect(await waiting(own)).toEqual(['enrollments.csv:2 RB-2012', 'enrollments.csv:4 RB-2012'])
  const runId = await importFiles(own, list('bob', 'cyd'))
  expect((await told(own, runId)).map((line) => line.replace(/, waiting since run \d+/, '*'))).toEqual([
    'enrollments.csv:2 unchanged RB-2018',
    'enrollments.csv:3 waiting RB-2012',
    'enrollments.csv*:2 rejected RB-5071',
    'enrollments.csv*:4 waiting RB-2012',
  ])
  await importFiles(others, [users('ann', 'cyd')])
  expect(await enrolled(own)).toEqual(['bob BIO active student', 'cyd BIO active student'])
})
