import { expect, test } from 'vitest'
import { addExport } from '../../src/outbound/define.ts'
import { exportNamed } from '../../src/outbound/exports.ts'
import { forOrganisations } from '../../src/outbound/for-organisations.ts'
import { runExports } from '../../src/outbound/run-export.ts'
import { runOrganisations } from '../../src/outbound/run-organisations.ts'
import { beginRun, endRun } from '../../src/outbound/runs.ts'
import { storeAndFolder } from '../support/store-and-folder.ts'
import { client, completed, outbox, type Person, type World, world } from './outbound-hub.ts'

const place = storeAndFolder()

const SCHOOLS = ['A', 'B', 'C', 'D', 'E']

/** A world with a person and an export for each of the schools. */
async function night(): Promise<{ at: World; ids: number[] }> {
  const people: Person[] = SCHOOLS.map((institution, index) => ({
    id: index + 1,
    username: `u${institution}`,
    idnumber: `N${institution}`,
    institution,
  }))
  const at = await world(place.store, place.folder, people)
  const ids: number[] = []
  for (const school of SCHOOLS) ids.push(await client(at, school, 'completion'))
  for (const { id } of people) await completed(at, [id, 11, '2026-03-25T09:00:00Z'])
  at.at('2026-03-26T02:30:00Z')
  return { at, ids }
}

const fileOf = (school: string) =>
  `"username","uniqueid","Date","Course Name"\r\n"u${school}","N${school}","2026-03-25","Course 11"\r\n`

test('several organisations are run together, and each is sent its own people', async () => {
  const { at, ids } = await night()
  const results = await runOrganisations(at.hub, ids)
  expect(results).toMatchObject(
    SCHOOLS.map(() => ({ status: 'fulfilled', value: [{ files: [{ what: 'published' }] }] })),
  )
  for (const [index, school] of SCHOOLS.entries()) {
    expect(await outbox(at, ids[index]!)).toEqual({ 'Completion20260326.csv': fileOf(school) })
  }
})

test('an organisation for which the work fails keeps no other from its own, and the failure is told', async () => {
  const { at, ids } = await night()
  const results = await forOrganisations(at.hub, ids, async (hub, id) => {
    if (id === ids[0]) throw new Error('no luck')
    return runExports(hub, id, [])
  })
  const told = results.map(({ status }) => status)
  expect(told).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect(results[0]).toMatchObject({ reason: { message: 'no luck' } })
  for (const [index, school] of SCHOOLS.entries()) {
    const files = index === 0 ? {} : { 'Completion20260326.csv': fileOf(school) }
    expect(await outbox(at, ids[index]!)).toEqual(files)
  }
})

test('an export that is under way elsewhere is told, and keeps no other of the organisation from being run', async () => {
  const { at, ids } = await night()
  const id = ids[0]!
  const of = await place.store.asOrganisation(id, async (tx) => {
    await addExport(tx, id, { name: 'later', dataset: 'quiz', siteId: at.siteId, settings: {} })
    return exportNamed(tx, id, 'completion')
  })
  const elsewhere = await beginRun(at.hub, of)
  expect(await runExports(at.hub, id, [])).toMatchObject([
    { export: 'completion', runId: null, files: [], finding: { code: 'RB-7110' } },
    { export: 'later', files: [{ what: 'published', name: 'Quiz20260326.csv' }], finding: null },
  ])
  await endRun(at.hub, elsewhere, 'failed', null)
  const [now] = await runExports(at.hub, id, ['completion'])
  expect(now).toMatchObject({ files: [{ what: 'published' }], finding: null })
})
