import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inspection } from '../../src/formats/format.ts'
import { resultOf } from './run-result.ts'
import { addProfileFields, importFiles, type TestHub, testHub } from './test-hub.ts'

let home: Awaited<ReturnType<typeof testHub>>
beforeAll(async () => {
  home = await testHub()
  await addProfileFields(home.hub.store, home.defaults.siteId)
})
afterAll(() => home[Symbol.asyncDispose]())

test('columns of a full list that name no profile field are told once, and others filled under their own name', async () => {
  await useFormat('snapshot-csv')
  const header = 'username,email,firstname,lastname,uniqueid,BADGE,profile_field_joined,shoesize'
  const rows = [1, 2].map((n) => `u${n},u${n}@example.org,Ann,One,${n},${n === 1 ? 'blue' : 'pink'},1,42`)
  const runId = await importFiles(home, [
    { name: 'UserUpload20240131.csv', content: [header, ...rows].join('\n') },
  ])
  expect(await warningsOf(home, runId)).toEqual([
    ['RB-2016', 'profile_field_joined'],
    ['RB-2016', 'shoesize'],
  ])
  expect((await resultOf(home, runId)).log).toMatchObject([
    { line: 2, outcome: 'created' },
    { line: 3, outcome: 'rejected', code: 'RB-2003', field: 'BADGE', value: 'pink' },
  ])
})

test('columns of other files begin with a prefix', async () => {
  await useFormat('datahub-csv')
  const content = 'action,username,profile_field_Badge,profile_field_shoesize\ndelete,nobody,,\n'
  const runId = await importFiles(home, [{ name: 'user.csv', content, kind: 'user' }])
  expect(await warningsOf(home, runId)).toEqual([['RB-2016', 'profile_field_shoesize']])
})

async function useFormat(format: string): Promise<void> {
  const { organisationId, feedId } = home.defaults
  await home.hub.store.asOrganisation(organisationId, ({ db }) =>
    db.updateTable('feed').set({ format }).where('id', '=', feedId).execute(),
  )
}

async function warningsOf({ hub, defaults }: TestHub, runId: number) {
  const { inspection } = await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.selectFrom('run_file').select('inspection').where('run_id', '=', runId).executeTakeFirstOrThrow(),
  )
  return (inspection as Inspection).warnings.map(({ code, field }) => [code, field])
}
