import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Action, UserAction } from '../../src/domain/action.ts'
import type { Hub } from '../../src/inbound/hub.ts'
import type { Store } from '../../src/store/store.ts'
import type { Batch } from '../support/arbitrary-actions.ts'
import { testStore } from '../support/engines.ts'
import type { Content } from '../support/model-site.ts'
import { contentOf } from '../support/site-content.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type TestSite, testSite } from '../support/test-site.ts'
import { plainHub } from './carry-out.ts'
import { saidOf, sendFiles } from './site-copy.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let hub: Hub
let site: TestSite
beforeAll(async () => {
  folder = await temporaryFolder()
  store = await testStore()
  hub = plainHub(store, folder.path)
})
afterAll(async () => {
  await store.close()
  await folder[Symbol.asyncDispose]()
})
beforeEach(async () => {
  site = await testSite(store)
  await sendFiles(hub, site, FILES, { settings: SETTINGS })
})

const SETTINGS = { createGroupsAndGroupings: true }

function person(username: string): UserAction {
  const fields = { username, email: `${username}@x.org`, idnumber: `id-${username}`, password: 'Passw0rd!' }
  const rest = { firstname: 'A', lastname: 'B', city: 'Ulm' }
  return { kind: 'user', verb: 'create', fields: { ...fields, ...rest }, profile: { team: 'red' } }
}

const PEOPLE: Batch = { kind: 'user', actions: ['ann', 'bob', 'cy'].map(person) }
const COURSES: Batch = {
  kind: 'course',
  actions: ['C1', 'C2'].map((shortname) => ({
    kind: 'course',
    verb: 'create',
    fields: { shortname, fullname: shortname, category: 'Bio', startdate: 'Jan/02/2020' },
  })),
}
const ENROLMENTS: Batch = {
  kind: 'enrolment',
  actions: ['ann', 'bob', 'cy'].map((username) => ({
    kind: 'enrolment',
    verb: 'create',
    fields: {
      ...{ username, context: 'course', instance: 'C1', role: 'student', group: 'g1' },
      ...{ enrolmenttime: 'Jan/02/2020', status: 'active' },
    },
  })),
}
const FILES = [PEOPLE, COURSES, ENROLMENTS]

describe('a run that verifies', () => {
  test('leaves all as it is, and says so, where nothing was changed by hand', async () => {
    const before = await content()
    const said = await verify(FILES)
    expect(new Set(said.flat())).toEqual(new Set(['unchanged']))
    expect(await content()).toEqual(before)
  })

  test('repairs what was changed by hand in people, courses and enrolments, and nothing else', async () => {
    const before = await content()
    await byHand(sql`update site_user set city = 'Rom', profile = '{"team": "blue"}' where username = 'bob'`)
    await byHand(
      sql`update site_course set fullname = 'Mine', startdate = '2021-01-01' where shortname = 'C2'`,
    )
    await byHand(sql`update site_enrolment set status = 'suspended', time_start = now()
      where user_id = (select id from site_user where site_id = ${site.siteId} and username = 'cy')`)
    expect(await verify(FILES)).toEqual([
      ['unchanged', 'updated', 'unchanged'],
      ['unchanged', 'updated'],
      ['unchanged', 'unchanged', 'updated'],
    ])
    expect(await content()).toEqual(before)
    expect(new Set((await verify(FILES)).flat())).toEqual(new Set(['unchanged']))
  })

  test('finds what a run that does not verify passes over', async () => {
    await byHand(sql`update site_user set city = 'Rom' where username = 'bob'`)
    const changed = await content()
    const runId = await sendFiles(hub, site, FILES, { settings: SETTINGS })
    expect(new Set((await saidOf(hub, site, runId)).flat().map(({ outcome }) => outcome))).toEqual(
      new Set(['unchanged']),
    )
    expect(await content()).toEqual(changed)
  })

  test('makes again whom and what was removed by hand, with a password, and enrols them again', async () => {
    await byHand(sql`update site_user set deleted = true where username = 'ann'`)
    await byHand(sql`delete from site_enrolment`)
    await byHand(sql`delete from site_role_assignment`)
    await byHand(sql`delete from site_group_member`)
    await byHand(sql`delete from site_course where shortname = 'C2'`)
    expect(await verify(FILES)).toEqual([
      ['created', 'unchanged', 'unchanged'],
      ['unchanged', 'created'],
      ['enrolled', 'enrolled', 'enrolled'],
    ])
    const { user, course, enrolment, groupMember } = await content()
    const ann = Object.values(user).find(({ username }) => username === 'ann')!
    expect(ann).toMatchObject({ city: 'Ulm', profile: { team: 'red' }, passwordHash: 'Passw0rd!' })
    expect(Object.values(course).map(({ shortname }) => shortname)).toEqual(['C1', 'C2'])
    expect(Object.values(enrolment).map(({ userId }) => userId)).toContain(ann.id)
    expect(Object.values(groupMember)).toHaveLength(3)
  })

  test('gives back a role and a membership that were taken by hand', async () => {
    const before = await content()
    await byHand(sql`delete from site_role_assignment where user_id = 1`)
    await byHand(sql`delete from site_group_member where user_id = 2`)
    expect((await verify([ENROLMENTS]))[0]).toEqual(['roleAssigned', 'updated', 'unchanged'])
    expect(await content()).toEqual(before)
  })

  test('does not take back the password that a person chose since', async () => {
    await byHand(sql`update site_user set password_hash = 'Chosen1!' where username = 'ann'`)
    const before = await content()
    expect((await verify([PEOPLE]))[0]).toEqual(['unchanged', 'unchanged', 'unchanged'])
    expect(await content()).toEqual(before)
  })

  test('keeps the chosen password also where it repairs something else', async () => {
    await byHand(sql`update site_user set password_hash = 'Chosen1!', city = 'Rom' where username = 'ann'`)
    expect((await verify([PEOPLE]))[0]).toEqual(['updated', 'unchanged', 'unchanged'])
    expect((await content()).user[1]).toMatchObject({ city: 'Ulm', passwordHash: 'Chosen1!' })
  })

  test('does not ask somebody to change the password again who did so', async () => {
    const first = { ...person('dee'), fields: { ...person('dee').fields, password: 'changeme' } }
    const file: Batch = { kind: 'user', actions: [first] }
    await sendFiles(hub, site, [file], { settings: SETTINGS })
    await byHand(sql`update site_user set force_password_change = false, password_hash = 'Chosen1!'
      where username = 'dee'`)
    const before = await content()
    expect(await verify([file])).toEqual([['unchanged']])
    expect(await content()).toEqual(before)
  })

  test('does not take back the chosen password by a record that once set one', async () => {
    const reset: UserAction = {
      kind: 'user',
      verb: 'update',
      fields: { username: 'ann', password: 'Passw0rd!2' },
    }
    const file: Batch = { kind: 'user', actions: [reset] }
    await sendFiles(hub, site, [file], { settings: SETTINGS })
    expect((await content()).user[1]).toMatchObject({ passwordHash: 'Passw0rd!2' })
    await byHand(sql`update site_user set password_hash = 'Chosen1!' where username = 'ann'`)
    const before = await content()
    expect(await verify([file])).toEqual([['unchanged']])
    expect(await content()).toEqual(before)
  })

  test('does not make by an update whom somebody removed by hand', async () => {
    const move: UserAction = { kind: 'user', verb: 'update', fields: { username: 'ann', city: 'Rom' } }
    const file: Batch = { kind: 'user', actions: [move] }
    await sendFiles(hub, site, [file], { settings: SETTINGS })
    await byHand(sql`update site_user set deleted = true where username = 'ann'`)
    expect(await verify([file])).toEqual([['rejected']])
  })

  test('removes again who came back by hand', async () => {
    const removal: Batch = {
      kind: 'user',
      actions: [{ kind: 'user', verb: 'delete', fields: { username: 'ann' } }],
    }
    await sendFiles(hub, site, [removal], { settings: SETTINGS })
    const without = await content()
    await byHand(sql`update site_user set deleted = false where username = 'ann'`)
    expect(await verify([removal])).toEqual([['deleted']])
    expect(await content()).toEqual(without)
    expect(await verify([removal])).toEqual([['unchanged']])
  })

  test('refuses a create of somebody whom it never made, as any run does', async () => {
    const stranger = { ...person('ann'), fields: { ...person('ann').fields, city: 'Rom' } }
    expect(await verify([{ kind: 'user', actions: [stranger] }])).toEqual([['rejected']])
  })

  test('finds a person by the new name whom a record of the same file had renamed', async () => {
    const rename: Action = {
      kind: 'user',
      verb: 'update',
      find: { username: 'ann' },
      fields: { username: 'anna' },
    }
    const file: Batch = { kind: 'user', actions: [rename] }
    await sendFiles(hub, site, [file], { settings: SETTINGS })
    const before = await content()
    expect(await verify([file])).toEqual([['unchanged']])
    expect(await content()).toEqual(before)
  })
})

async function verify(files: readonly Batch[]): Promise<string[][]> {
  const runId = await sendFiles(hub, site, files, { settings: SETTINGS, verify: true })
  return (await saidOf(hub, site, runId)).map((file) => file.map(({ outcome }) => outcome))
}

/** Nobody tells the hub of this. Row-level security keeps it to the site of the test. */
function byHand(statement: ReturnType<typeof sql>): Promise<unknown> {
  return store.asOrganisation(site.organisationId, ({ db }) => statement.execute(db))
}

function content(): Promise<Content> {
  return store.asOrganisation(site.organisationId, (tx) => contentOf(tx, site.siteId))
}
