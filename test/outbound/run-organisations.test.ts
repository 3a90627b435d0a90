import { expect, test } from 'vitest'
import { runOrganisations } from '../../src/outbound/run-organisations.ts'
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

test('an organisation that cannot be run keeps no other from being run, and the failure is told', async () => {
  const { at, ids } = await night()
  // The second of the two is refused, because the first is at work.
  const twice = [ids[0]!, ...ids]
  const failed = (await runOrganisations(at.hub, twice)).filter(({ status }) => status === 'rejected')
  expect(failed).toMatchObject([{ reason: { finding: { code: 'RB-7110' } } }])
  for (const [index, school] of SCHOOLS.entries()) {
    expect(await outbox(at, ids[index]!)).toEqual({ 'Completion20260326.csv': fileOf(school) })
  }
})
