import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyPlan } from '../../src/inbound/apply-plan.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { startRun } from '../../src/inbound/start-run.ts'
import { contentOf } from '../support/site-content.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { outcomes, resultOf } from './run-result.ts'
import { hubOfFormat, importFiles, send, type TestHub, testHub } from './test-hub.ts'

/** Memberships come before what they name; a file may be written so. */
const FILE = `<enterprise>
  <membership>
    <sourcedid><id>BIO</id></sourcedid>
    <member>
      <sourcedid><id>1</id></sourcedid>
      <role roletype="01"><status>1</status><extension><cohort>Blue</cohort></extension></role>
    </member>
    <member>
      <sourcedid><id>2</id></sourcedid>
      <role roletype="02"><status>1</status></role>
    </member>
  </membership>
  <person><sourcedid><id>1</id></sourcedid><userid>ann</userid></person>
  <group>
    <sourcedid><id>BIO</id></sourcedid>
    <description><short>Biology</short></description>
    <org><orgunit>Science</orgunit></org>
  </group>
  <person><sourcedid><id>2</id></sourcedid><userid>bob</userid></person>
</enterprise>`

const ENDED = FILE.replaceAll('<status>1</status>', '<status>0</status>')

const SETTINGS = {
  createNewUsers: true,
  createNewCourses: true,
  createNewCategories: true,
  unenrol: true,
}

describe('a file with records of several kinds', () => {
  let home: Awaited<ReturnType<typeof testHub>>
  beforeAll(async () => {
    home = await testHub()
  })
  afterAll(() => home[Symbol.asyncDispose]())

  const newHub = () => hubOfFormat(home, 'ims-enterprise')

  const sent = (content: string) => [{ name: 'sis.xml', content }]
  const contentIn = ({ hub, defaults: { organisationId, siteId } }: TestHub) =>
    hub.store.asOrganisation(organisationId, (tx) => contentOf(tx, siteId))

  test('is taken kind by kind, in whatever order they stand', async () => {
    const own = await newHub()
    const result = await resultOf(own, await importFiles(own, sent(FILE), SETTINGS))
    expect(result.state).toBe('succeeded')
    expect(result.files.map(({ name, records }) => [name, records])).toEqual([
      ['sis.xml', 2],
      ['sis.xml', 1],
      ['sis.xml', 2],
    ])
    expect(result.log.map(({ line, outcome }) => [line, outcome])).toEqual([
      [13, 'created'],
      [19, 'created'],
      [14, 'created'],
      [4, 'enrolled'],
      [8, 'enrolled'],
    ])
  })

  test('gives the same site however it is written: in groups, plainly, on one line', async () => {
    const folder = new URL('../formats/ims-enterprise/files/', import.meta.url)
    const contents = []
    for (const name of ['grouped.xml', 'plain.xml', 'one-line.xml']) {
      const own = await newHub()
      const settings = { ...SETTINGS, sourcedIdFallback: true }
      const result = await resultOf(
        own,
        await importFiles(own, sent(await readFile(new URL(name, folder), 'utf8')), settings),
      )
      expect(result.log.length).toBeGreaterThan(10)
      contents.push(await contentIn(own))
    }
    expect(contents[1]).toEqual(contents[0])
    expect(contents[2]).toEqual(contents[0])
  })

  test('costs nothing when it comes again, and is judged anew when a setting changes what it asks for', async () => {
    const own = await newHub()
    await importFiles(own, sent(FILE), SETTINGS)
    const again = await resultOf(own, await importFiles(own, sent(`${FILE}\n`), SETTINGS))
    expect(again.log.map(({ code }) => code)).toEqual(Array(5).fill('RB-2018'))
    const roleMap = { '01': 'teacher' }
    const changed = await resultOf(own, await importFiles(own, sent(FILE), { ...SETTINGS, roleMap }))
    expect(outcomes(changed)).toEqual(['unchanged', 'unchanged', 'unchanged', 'roleAssigned', 'unchanged'])
  })

  test('is one arrival; when the same bytes come again, each of its parts is refused', async () => {
    const own = await newHub()
    await importFiles(own, sent(FILE), SETTINGS)
    const { hub, defaults } = own
    const arrivals = await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
      db.selectFrom('arrival').select('name').execute(),
    )
    expect(arrivals).toEqual([{ name: 'sis.xml' }])
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'sis.xml')
    await writeFile(path, FILE)
    const request = { ...defaults, kind: 'import', files: [{ path }], settings: SETTINGS } as const
    const runId = await startRun(hub, { ...request, verify: false, again: false })
    await executeRun(hub, defaults.organisationId, runId)
    const { state, files } = await resultOf(own, runId)
    expect(state).toBe('failed')
    expect(files.map(({ finding }) => finding?.code)).toEqual(['RB-5001', 'RB-5001', 'RB-5001'])
  })

  test('is planned as it would be imported, and applied as it was planned', async () => {
    const [planned, imported] = [await newHub(), await newHub()]
    for (const content of [FILE, ENDED, FILE]) {
      const importId = await importFiles(imported, sent(content), SETTINGS)
      const planId = await importFiles(planned, sent(content), SETTINGS, 'plan')
      const { log } = await resultOf(imported, importId)
      expect((await resultOf(planned, planId)).log).toEqual(log)
      await applyPlan(planned.hub, planned.defaults.organisationId, planId)
      expect(await contentIn(planned)).toEqual(await contentIn(imported))
    }
  })

  test('is planned with the groups that people leave with their last enrolment, and join again', async () => {
    const [planned, imported] = [await newHub(), await newHub()]
    for (const own of [planned, imported]) await importFiles(own, sent(FILE), SETTINGS)
    const [memberships = ''] = /<membership>.*<.membership>/s.exec(FILE) ?? []
    const ended = memberships.replaceAll('<status>1', '<status>0').replaceAll('Blue', 'None')
    const file = sent(`<enterprise>${ended}${memberships}</enterprise>`)
    const { organisationId } = imported.defaults
    const importId = await send(imported, file, SETTINGS)
    await executeRun(imported.hub, organisationId, importId, undefined, 1)
    const planId = await send(planned, file, SETTINGS, 'plan')
    await executeRun(planned.hub, planned.defaults.organisationId, planId, undefined, 1)
    expect((await resultOf(planned, planId)).log).toEqual((await resultOf(imported, importId)).log)
    await applyPlan(planned.hub, planned.defaults.organisationId, planId)
    expect(await contentIn(planned)).toEqual(await contentIn(imported))
    expect(Object.keys((await contentIn(planned)).groupMember)).toHaveLength(1)
  })

  test('gives the same result in chunks of one record', async () => {
    const [whole, cut] = [await newHub(), await newHub()]
    for (const content of [FILE, ENDED]) {
      await importFiles(whole, sent(content), SETTINGS)
      const runId = await send(cut, sent(content), SETTINGS)
      await executeRun(cut.hub, cut.defaults.organisationId, runId, undefined, 1)
    }
    expect(await contentIn(cut)).toEqual(await contentIn(whole))
  })
})
