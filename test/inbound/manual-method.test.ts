import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importFiles, type TestHub, testHub } from './test-hub.ts'
import { anotherFeed, enrolled, told, type WaitingHub, waitingHub } from './waiting/waiting-hub.ts'

const MAKES = { defaults: { category: 'Miscellaneous' }, mode: 'createOrUpdate', updateMode: 'dataOnly' }
const ENROLS = { uploadType: 'addUpdate' }

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

async function days({ hub, defaults }: WaitingHub): Promise<(number | null)[]> {
  return hub.store.asOrganisation(defaults.organisationId, async ({ db }) => {
    const { rows } = await sql<{ days: number | null }>`
      select extract(day from time_end - time_start)::integer as days from site_enrolment
      where site_id = ${defaults.siteId} order by user_id, course_id`.execute(db)
    return rows.map((row) => row.days)
  })
}

test('users whose rows do not say how they are enrolled are as the course’s manual method says', async () => {
  const own = await waitingHub(home, 'moodle-upload-courses')
  await own.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
    db
      .insertInto('site_category')
      .values({
        site_id: own.defaults.siteId,
        id: 90_001,
        parent_id: 0,
        name: 'Miscellaneous',
        idnumber: '',
        visible: true,
      })
      .execute(),
  )
  const courses = [
    'shortname,fullname,enrolment_1,enrolment_1_role,enrolment_1_enrolperiod',
    'BIO,Biology,manual,teacher,4 weeks',
    'CHE,Chemistry,,,',
  ].join('\n')
  const made = await importFiles(own, [{ name: 'course.csv', content: courses }], MAKES)
  expect(await told(own, made)).toEqual(['course.csv:2 created', 'course.csv:3 created'])

  const people = await anotherFeed(own, 'people', 'moodle-upload-users')
  const rows = [
    'username,firstname,lastname,email,course1,role1,enrolperiod1,course2',
    'ann,A,B,ann@x.org,BIO,,,CHE',
    'bob,A,B,bob@x.org,BIO,student,10,',
  ].join('\n')
  await importFiles(people, [{ name: 'user.csv', content: rows }], ENROLS)
  expect(await enrolled(own)).toEqual([
    'ann BIO active teacher',
    'ann CHE active student',
    'bob BIO active student',
  ])
  expect(await days(own)).toEqual([28, null, 10])
})
