import { rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatNamed } from '../../../src/formats/registry.ts'
import { archivePlace } from '../../../src/inbound/archive.ts'
import type { Batch } from '../../../src/inbound/batch.ts'
import { executeRun } from '../../../src/inbound/execute-run.ts'
import { fromThread, THREAD_RECORDS } from '../../../src/inbound/reading/batches-of.ts'
import { loadRun } from '../../../src/inbound/run-store.ts'
import { refusalOf } from '../../support/read-file.ts'
import { PACKAGE_BASES } from '../package-bases.ts'
import { resultOf } from '../run-result.ts'
import { hubOfFormat, type Sent, send, type TestHub, testHub } from '../test-hub.ts'

const ENROLMENTS = ['action,username,context,instance,role']
for (let n = 1; n <= 10; n++) ENROLMENTS.push(`create,u${n},course,C${n},student`)
const FILE = { name: 'enroll.csv', content: `${ENROLMENTS.join('\n')}\n` }

describe('a thread that reads a file', () => {
  let home: Awaited<ReturnType<typeof testHub>>
  beforeAll(async () => {
    home = await testHub()
  })
  afterAll(() => home[Symbol.asyncDispose]())

  test('hands over its batches in order, after those that are done', async () => {
    const own = await hubOfFormat(home, 'datahub-csv')
    const lines = async (done: number) => {
      const all: number[][] = []
      for await (const batch of await reading(own, FILE, { done }))
        all.push(batch.records.map(({ line }) => line))
      return all
    }
    expect(await lines(0)).toEqual([
      [2, 3, 4, 5],
      [6, 7, 8, 9],
      [10, 11],
    ])
    expect(await lines(6)).toEqual([
      [8, 9],
      [10, 11],
    ])
    expect(await lines(10)).toEqual([])
  })

  test('reads a file that needs those beside it', async () => {
    const base = PACKAGE_BASES.find(({ format }) => format === 'oneroster-csv')!
    const own = await hubOfFormat(home, base.format)
    const runId = await send(own, base.files, base.settings)
    const { run, files } = await loadRun(home.hub, own.defaults.organisationId, runId)
    const format = formatNamed(run.format)
    const work = { run, files, format, settings: format.settings(run.settings) }
    const keys: (string | null)[] = []
    for (const file of files.filter(({ kind }) => kind === 'enrolment')) {
      for await (const { records } of fromThread(home.hub, work, file, 4))
        keys.push(...records.map(({ key }) => key))
    }
    expect(keys.filter((key) => key !== null).length).toBeGreaterThan(1)
  })

  test('says what is wrong with the file', async () => {
    const own = await hubOfFormat(home, 'datahub-csv')
    const content = FILE.content.replaceAll('student', 'teacher')
    const batches = await reading(own, { ...FILE, content }, { damaged: true })
    expect((await refusalOf(() => batches.next())).code).toBe('RB-5007')
  })

  test('ends when nobody wants more', async () => {
    const own = await hubOfFormat(home, 'datahub-csv')
    const batches = await reading(own, FILE, {})
    await batches.next()
    await batches.return(undefined)
    expect(await batches.next()).toEqual({ done: true, value: undefined })
  })

  test('serves a large file, also one that goes on where it was interrupted', async () => {
    const own = await hubOfFormat(home, 'datahub-csv')
    const rows = Array.from({ length: THREAD_RECORDS + 1 }, (_, n) =>
      n % 2 === 0 ? `delete,u${n}` : `lose,u${n}`,
    )
    const runId = await send(own, [{ name: 'user.csv', content: `action,username\n${rows.join('\n')}\n` }])
    const stop = new Error('stop')
    const { organisationId } = own.defaults
    const interrupted = executeRun(home.hub, organisationId, runId, ({ done }) => {
      if (done > THREAD_RECORDS / 10) throw stop
    })
    await expect(interrupted).rejects.toBe(stop)
    await executeRun(home.hub, organisationId, runId)
    const { state, log } = await resultOf(own, runId)
    expect(state).toBe('succeeded')
    expect(log.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 2))
    expect(log.map(({ code }) => code)).toEqual(rows.map((_, n) => (n % 2 === 0 ? 'RB-2012' : 'RB-1060')))
  }, 60_000)

  async function reading(
    own: TestHub,
    sent: Sent,
    { done = 0, damaged = false },
  ): Promise<AsyncGenerator<Batch>> {
    const { hub } = own
    const { organisationId } = own.defaults
    const runId = await send(own, [sent])
    const { run, files } = await loadRun(hub, organisationId, runId)
    const file = files[0]!
    if (damaged) {
      const place = archivePlace(hub.dataFolder, organisationId, file)
      await rm(place)
      await writeFile(place, 'something else')
    }
    const format = formatNamed(run.format)
    const work = { run, files, format, settings: format.settings(run.settings) }
    return fromThread(hub, work, { ...file, done }, 4)
  }
})
