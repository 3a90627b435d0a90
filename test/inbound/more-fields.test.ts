import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { courseText, userText } from '../../src/cli/show-text.ts'
import { applyPlan } from '../../src/inbound/apply-plan.ts'
import { history } from '../../src/inbound/history.ts'
import { showCourses } from '../../src/inbound/show-course.ts'
import { showUsers } from '../../src/inbound/show-user.ts'
import { outcomes, resultOf } from './run-result.ts'
import { hubOfFormat, importFiles, type TestHub, testHub } from './test-hub.ts'

let engine: TestHub & AsyncDisposable
beforeAll(async () => {
  engine = await testHub()
})
afterAll(() => engine[Symbol.asyncDispose]())

const UPDATING = { uploadType: 'addUpdate', updateType: 'file' }

function people(phone: string, address: string): string {
  return `username,firstname,lastname,email,phone1,address,maildisplay,interests\nann,Ann,Lee,ann@x.org,${phone},${address},2,"chess,go"\n`
}

async function changes(place: TestHub, kind: 'user' | 'course', name: string) {
  const { hub, defaults } = place
  const { histories } = await hub.store.asOrganisation(defaults.organisationId, (tx) =>
    history(tx, defaults.siteId, kind, name, {}),
  )
  return histories[0]!.entries.map(({ change, before, after }) => ({ change, before, after }))
}

describe('further fields of users', () => {
  test('are kept, shown, unchanged when they come again, and told in the history', async () => {
    const place = await hubOfFormat(engine, 'moodle-upload-users')
    const { hub, defaults } = place
    const send = async (content: string) =>
      outcomes(await resultOf(place, await importFiles(place, [{ name: 'user.csv', content }], UPDATING)))
    const ann = async () => {
      const found = await hub.store.asOrganisation(defaults.organisationId, (tx) =>
        showUsers(tx, defaults.siteId, 'ann'),
      )
      return found[0]!
    }
    expect(await send(people('01', 'Here'))).toEqual(['created'])
    const whole = { phone1: '01', address: 'Here', maildisplay: '2', interests: 'chess, go' }
    expect((await ann()).more).toEqual(whole)
    expect(userText(await ann())).toMatch(/phone1 +01\n/)
    expect(await send(people('01', 'Here'))).toEqual(['unchanged'])

    expect(await send(people('02', ''))).toEqual(['updated'])
    expect((await ann()).more).toEqual({ phone1: '02', maildisplay: '2', interests: 'chess, go' })
    expect(await send(people('02', ''))).toEqual(['unchanged'])
    const [created, updated] = await changes(place, 'user', 'ann')
    expect(created).toMatchObject({ change: 'created', after: whole })
    expect(updated).toEqual({
      change: 'updated',
      before: { phone1: '01', address: 'Here' },
      after: { phone1: '02', address: '' },
    })
  })

  test('of a plan are applied as it showed them', async () => {
    const place = await hubOfFormat(engine, 'moodle-upload-users')
    const { hub, defaults } = place
    const content = people('01', 'Here')
    const planId = await importFiles(place, [{ name: 'user.csv', content }], UPDATING, 'plan')
    await applyPlan(hub, defaults.organisationId, planId)
    const [ann] = await hub.store.asOrganisation(defaults.organisationId, (tx) =>
      showUsers(tx, defaults.siteId, 'ann'),
    )
    expect(ann!.more).toMatchObject({ phone1: '01', address: 'Here' })
  })
})

test('further fields of courses are kept, shown and told in the history', async () => {
  const place = await hubOfFormat(engine, 'moodle-upload-courses')
  const { hub, defaults } = place
  await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db
      .insertInto('site_category')
      .values({
        ...{ site_id: defaults.siteId, id: 1, parent_id: 0, name: 'Arts', idnumber: '', visible: true },
        ...{ origin_run: null, origin_file: null, origin_line: null },
      })
      .execute(),
  )
  const settings = { mode: 'createOrUpdate', updateMode: 'dataOnly', defaults: { category: 'Arts' } }
  const send = async (groupmode: string, campus: string) => {
    const content = `shortname,fullname,enddate,groupmode,tags,customfield_campus\nART,Art,2999-01-01,${groupmode},"a,b",${campus}\n`
    const withStart = content.replace('enddate', 'startdate,enddate').replace('2999', '2020-01-01,2999')
    const runId = await importFiles(place, [{ name: 'course.csv', content: withStart }], settings)
    return outcomes(await resultOf(place, runId))
  }
  expect(await send('1', 'North')).toEqual(['created'])
  expect(await send('1', 'North')).toEqual(['unchanged'])
  expect(await send('2', 'South')).toEqual(['updated'])
  expect(await send('4', 'South')).toEqual(['rejected'])
  const [art] = await hub.store.asOrganisation(defaults.organisationId, (tx) =>
    showCourses(tx, defaults.siteId, 'ART'),
  )
  expect(art).toMatchObject({
    enddate: '2999-01-01',
    more: { groupmode: '2', tags: 'a, b', customfield_campus: 'South' },
  })
  expect(courseText(art!)).toMatch(/customfield_campus +South\n/)
  expect((await changes(place, 'course', 'ART')).at(-1)).toEqual({
    change: 'updated',
    before: { groupmode: '1', customfield_campus: 'North' },
    after: { groupmode: '2', customfield_campus: 'South' },
  })
})

test('the enrolment key of a group is kept as passwords are, and told nowhere', async () => {
  const place = await hubOfFormat(engine, 'datahub-csv')
  const { hub, defaults } = place
  const inOwn = hub.store.asOrganisation.bind(hub.store, defaults.organisationId)
  const course = 'action,shortname,fullname,category\ncreate,BIO,Biology,Science\n'
  await importFiles(place, [{ name: 'course.csv', content: course }])
  await inOwn(({ db }) =>
    db.updateTable('feed').set({ format: 'moodle-groups' }).where('id', '=', defaults.feedId).execute(),
  )
  const content = `groupname,coursename,enrolmentkey\nRed,BIO,s3cret\nBlue,BIO,\nGrey,BIO,${'s3cret'.repeat(9)}\n`
  const result = await resultOf(place, await importFiles(place, [{ name: 'groups.csv', content }]))
  expect(result.log.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['created', null],
    ['created', null],
    ['rejected', 'RB-4408'],
  ])
  expect(JSON.stringify(result)).not.toContain('s3cret')
  const groups = await inOwn(({ db }) =>
    db
      .selectFrom('site_group')
      .select(['name', 'password_hash'])
      .where('site_id', '=', defaults.siteId)
      .orderBy('id')
      .execute(),
  )
  expect(groups).toEqual([
    { name: 'Red', password_hash: expect.stringMatching(/^keyed1\$/) },
    { name: 'Blue', password_hash: '' },
  ])
  const told = await changes(place, 'course', 'BIO')
  expect(told.map(({ after }) => after)).toEqual([
    expect.objectContaining({ shortname: 'BIO' }),
    expect.objectContaining({ name: 'Red', password: '(set)' }),
    expect.objectContaining({ name: 'Blue', password: '' }),
  ])
  expect(JSON.stringify(told)).not.toMatch(/s3cret|keyed1|passwordHash/)
})
