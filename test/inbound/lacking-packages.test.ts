import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { releasePart, releaseRun } from '../../src/inbound/guard/held-runs.ts'
import { contentOf } from '../support/site-content.ts'
import { heldRuns } from './held-site.ts'
import { PACKAGE_BASES } from './package-bases.ts'
import { resultOf } from './run-result.ts'
import { hubOfFormat, importFiles, type Sent, send, type TestHub, testHub } from './test-hub.ts'

const NONE = { percent: null, count: 0 }
const HIDE = { missingClasses: 'hide' }
/** Whatever a run changes is too much. */
const HELD = { ...HIDE, guard: { changes: NONE } }

const { files: WHOLE } = PACKAGE_BASES.find(({ name }) => name === 'bulk')!
/** One class is missing, another has a new title: that is the safe part. */
const LACKING: readonly Sent[] = WHOLE.map(({ name, content }) => ({
  name,
  content: Buffer.from(content)
    .toString()
    .replace(/^cl2,.*\n/m, '')
    .replace('Biology 9A', 'Biology 9B'),
}))

describe('a OneRoster package whose list of classes lacks one', () => {
  let home: Awaited<ReturnType<typeof testHub>>
  let undisturbed: Awaited<ReturnType<typeof contentIn>>
  let records: number
  beforeAll(async () => {
    home = await testHub()
    const own = await imported()
    const before = await contentIn(own)
    const { state, files, log } = await resultOf(own, await importFiles(own, LACKING, HIDE))
    expect(state).toBe('succeeded')
    expect(files.at(-1)).toMatchObject({ name: 'classes.csv, missing', state: 'done', records: 1 })
    records = log.length
    undisturbed = await contentIn(own)
    expect(undisturbed).not.toEqual(before)
  })
  afterAll(() => home[Symbol.asyncDispose]())

  async function imported(): Promise<TestHub> {
    const own = await hubOfFormat(home, 'oneroster-csv')
    await importFiles(own, WHOLE)
    return own
  }

  const contentIn = ({ hub, defaults: { organisationId, siteId } }: TestHub) =>
    hub.store.asOrganisation(organisationId, (tx) => contentOf(tx, siteId))

  test('hides it when it was held and is released', async () => {
    const own = await imported()
    const runId = await importFiles(own, LACKING, HELD)
    expect(await heldRuns(own)).toEqual([runId])
    const released = await releaseRun(own.hub, own.defaults.organisationId, runId)
    expect(await resultOf(own, released)).toMatchObject({ state: 'succeeded' })
    expect(await contentIn(own)).toEqual(undisturbed)
  })

  test('hides it when it was held, its safe part was released, and then the rest', async () => {
    const own = await imported()
    const { organisationId } = own.defaults
    const runId = await importFiles(own, LACKING, HELD)
    const safe = await releasePart(own.hub, organisationId, runId, { take: 'safe' })
    expect(await resultOf(own, safe)).toMatchObject({ state: 'succeeded' })
    expect(await contentIn(own)).not.toEqual(undisturbed)
    const [rest] = await heldRuns(own)
    const released = await releaseRun(own.hub, organisationId, rest!)
    expect(await resultOf(own, released)).toMatchObject({ state: 'succeeded' })
    expect(await contentIn(own)).toEqual(undisturbed)
  })

  test('hides it when its run is interrupted after every record and resumed', async () => {
    const own = await imported()
    const runId = await send(own, LACKING, HIDE)
    const stop = () => {
      throw new Error('stopped')
    }
    const goOn = () => executeRun(own.hub, own.defaults.organisationId, runId, stop, 1)
    for (let record = 0; record < records; record++) await expect(goOn()).rejects.toThrow('stopped')
    await goOn()
    const { state, log } = await resultOf(own, runId)
    expect(state).toBe('succeeded')
    expect(log).toHaveLength(records)
    expect(await contentIn(own)).toEqual(undisturbed)
  })
})
