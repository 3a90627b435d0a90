import { afterAll, beforeAll, expect, test } from 'vitest'
import { executeRun } from '../../../src/inbound/execute-run.ts'
import { listRuns } from '../../../src/inbound/read-runs.ts'
import { Crash, crashingStore } from '../../outbound/crashing-store.ts'
import { SOAK } from '../../support/soak.ts'
import { unbalancedFiles } from '../accounts.ts'
import { importFiles, send, type TestHub, testHub } from '../test-hub.ts'
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

/** Small, so that each file is several chunks. */
const CHUNK = 2
/** Of the transactions, every so many is one in which a process ends. */
const EVERY = SOAK ? 1 : 9

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

interface Left {
  readonly enrolled: readonly string[]
  readonly waiting: readonly string[]
  readonly runs: readonly (readonly string[])[]
}

/** What waited is taken up by a run of its own feed, or after one of another feed of the site. */
async function scene(byOther: boolean): Promise<{ own: WaitingHub; runId: number }> {
  const own = await waitingHub(home, 'datahub-csv', { waitFor: '7d' })
  const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => `create,${name},BIO`)
  await importFiles(own, [courses('BIO'), enrolments(...rows, 'delete,b,BIO')])
  const sender = byOther ? await anotherFeed(own, 'others') : own
  const later = enrolments('create,f,BIO', 'delete,d,BIO', 'create,c,BIO,teacher', 'create,g,BIO')
  const files = byOther ? [users('a', 'c', 'e')] : [users('a', 'c', 'd', 'g'), later]
  return { own, runId: await send(sender, files) }
}

async function leftIn(own: WaitingHub): Promise<Left> {
  const { organisationId } = own.defaults
  const found = await own.hub.store.asOrganisation(organisationId, async (tx) => {
    expect(await unbalancedFiles(tx)).toEqual([])
    return listRuns(tx)
  })
  const runs: string[][] = []
  for (const { id, state } of found) {
    const lines = await told(own, id)
    runs.push([state, ...lines.map((line) => line.replace(/(?<=since run )\d+/, ''))])
  }
  return { enrolled: await enrolled(own), waiting: await waiting(own), runs }
}

/** Resumes what has not ended, as its operator would. */
async function resumeAll({ hub, defaults: { organisationId } }: WaitingHub): Promise<void> {
  for (;;) {
    const [open] = await hub.store.asOrganisation(organisationId, (tx) =>
      listRuns(tx, { state: 'running', limit: 1 }),
    )
    if (open === undefined) return
    await executeRun(hub, organisationId, open.id, () => undefined, CHUNK)
  }
}

test.each([
  ['of its own feed', false],
  ['after one of another feed', true],
])('a run %s that ends in the middle goes on to the same end', async (_, byOther) => {
  const calm = await scene(byOther)
  await executeRun(calm.own.hub, calm.own.defaults.organisationId, calm.runId, () => undefined, CHUNK)
  const expected = await leftIn(calm.own)
  expect(expected.enrolled.length).toBeGreaterThan(2)
  expect(expected.waiting.length).toBeGreaterThan(0)
  for (const after of [false, true]) {
    for (let nth = 1; ; nth += EVERY) {
      const { own, runId } = await scene(byOther)
      const store = crashingStore(own.hub.store, nth, after)
      const run = executeRun(
        { ...own.hub, store },
        own.defaults.organisationId,
        runId,
        () => undefined,
        CHUNK,
      )
      await run.catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error
      })
      if (!store.crashed) break
      await resumeAll(own)
      expect(await leftIn(own), `transaction ${nth}`).toEqual(expected)
    }
  }
})
