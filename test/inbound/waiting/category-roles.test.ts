import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyPlan } from '../../../src/inbound/apply-plan.ts'
import { listWaiting } from '../../../src/inbound/waiting/read-waiting.ts'
import { importFiles, type Sent, type TestHub, testHub } from '../test-hub.ts'
import { anotherFeed, told, type WaitingHub, waiting, waitingHub } from './waiting-hub.ts'

const WEEK = { uploadType: 'addUpdate', waitFor: '7d' }
/** A feed whose groups make categories with id numbers. */
const BRINGS = {
  createNewCourses: true,
  createNewCategories: true,
  categoryIdNumber: true,
  categorySeparator: '|',
}

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

async function twoFeeds(settings: object = WEEK): Promise<{ own: WaitingHub; others: WaitingHub }> {
  const own = await waitingHub(home, 'moodle-upload-users', settings)
  return { own, others: await anotherFeed(own, 'courses', 'ims-enterprise', BRINGS) }
}

/** Rows such as `ann,K1,manager`. */
function people(...rows: readonly string[]): Sent {
  const lines = rows.map((row) => {
    const [name, ...cells] = row.split(',')
    return [name, 'First', 'Last', `${name}@x.org`, ...cells].join(',')
  })
  const header = 'username,firstname,lastname,email,category1,categoryrole1'
  return { name: 'users.csv', content: [header, ...lines, ''].join('\n') }
}

const category = (idnumber: string): Sent => ({
  name: 'sis.xml',
  content: `<enterprise><group><sourcedid><id>C-${idnumber}</id></sourcedid>
    <org><orgunit>Science|${idnumber}</orgunit></org></group></enterprise>`,
})

async function roles({ hub, defaults }: TestHub): Promise<string[]> {
  return hub.store.asOrganisation(defaults.organisationId, async ({ db }) => {
    const { rows } = await sql<{ text: string }>`
      select concat_ws(' ', u.username, r.shortname, g.idnumber) as text
      from site_role_assignment a
      join site_user u on u.site_id = a.site_id and u.id = a.user_id
      join site_role r on r.site_id = a.site_id and r.id = a.role_id
      join site_category g on g.site_id = a.site_id and g.id = a.instance_id
      where a.site_id = ${defaults.siteId} and a.context = 'coursecat' order by 1`.execute(db)
    return rows.map(({ text }) => text)
  })
}

describe('a role that a row of users gives in a category that is not there', () => {
  test('waits while the account is made, and is given after another feed brought the category', async () => {
    const { own, others } = await twoFeeds()
    const runId = await importFiles(own, [people('ann,K1,manager', 'bob,K2,manager')], WEEK)
    expect(await told(own, runId)).toEqual(['users.csv:2 created RB-2409', 'users.csv:3 created RB-2409'])
    expect(await waiting(own)).toEqual(['users.csv:2 RB-3403', 'users.csv:3 RB-3403'])
    const { organisationId } = own.defaults
    const [first] = await own.hub.store.asOrganisation(organisationId, (tx) =>
      listWaiting(tx, organisationId),
    )
    expect(first!.subject).toBe('user "ann", role "manager" in category id number "K1"')

    const brought = await importFiles(others, [category('K1')], BRINGS)
    expect(await told(own, brought + 1)).toEqual([
      expect.stringMatching(/^users\.csv, waiting since run \d+:2 roleAssigned$/),
    ])
    expect(await roles(own)).toEqual(['ann manager K1'])
    expect(await waiting(own)).toEqual(['users.csv:3 RB-3403'])
  })

  test('does not wait unless the feed says so, nor for another fault', async () => {
    const { own } = await twoFeeds({ uploadType: 'addUpdate' })
    await importFiles(own, [people('ann,K1,manager')], { uploadType: 'addUpdate' })
    expect(await waiting(own)).toEqual([])
    await importFiles(own, [people('bob,K1,nobody', 'cyd,K1,student')], WEEK)
    expect(await waiting(own)).toEqual([])
  })

  test('that the person got meanwhile is no second one', async () => {
    const { own, others } = await twoFeeds()
    await importFiles(own, [people('ann,K1,manager')], WEEK)
    await own.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
      db.updateTable('waiting_record').set({ site_id: 0 }).execute(),
    )
    await importFiles(others, [category('K1')], BRINGS)
    await own.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
      db.updateTable('waiting_record').set({ site_id: own.defaults.siteId }).execute(),
    )
    const runId = await importFiles(own, [people('ann,K1,manager')], WEEK)
    expect((await told(own, runId)).map((line) => line.replace(/, waiting since run \d+/, '*'))).toEqual([
      'users.csv:2 updated',
      'users.csv*:2 unchanged RB-4020',
    ])
    expect(await roles(own)).toEqual(['ann manager K1'])
    expect(await waiting(own)).toEqual([])
  })

  test('expires, and a plan lets it wait from its application on', async () => {
    const { own } = await twoFeeds()
    const planId = await importFiles(own, [people('ann,K1,manager')], WEEK, 'plan')
    expect(await waiting(own)).toEqual([])
    await applyPlan(own.hub, own.defaults.organisationId, planId)
    expect(await waiting(own)).toEqual(['users.csv:2 RB-3403'])
    own.clock.days = 8
    const runId = await importFiles(own, [people('bob,,')], WEEK)
    expect(await told(own, runId)).toContainEqual(expect.stringMatching(/:2 rejected RB-5070$/))
  })
})
