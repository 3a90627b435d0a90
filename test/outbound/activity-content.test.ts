import { expect, test } from 'vitest'
import { activityContent } from '../../src/outbound/activity-content.ts'
import { exportNamed } from '../../src/outbound/exports.ts'
import { type Reading, reachBefore } from '../../src/outbound/file-plan.ts'
import { Notices } from '../../src/outbound/notices.ts'
import { openReading } from '../../src/outbound/open-export.ts'
import { publishFile } from '../../src/outbound/publish.ts'
import { runExports } from '../../src/outbound/run-export.ts'
import { beginRun, endRun } from '../../src/outbound/runs.ts'
import type { ActivitySource } from '../../src/sites/activity.ts'
import { refused } from '../support/refused.ts'
import { storeAndFolder } from '../support/store-and-folder.ts'
import { client, completed, outbox, world } from './outbound-hub.ts'

const place = storeAndFolder()
/** Others are in between. */
const LATER_MS = 2 * 60 * 60_000

/** A site whose records change while it is read: it tells each twice, the second time as of later. */
function changing(source: ActivitySource, laterMs: number): ActivitySource {
  return {
    async *activity(dataset, question) {
      for await (const facts of source.activity(dataset, question)) {
        yield facts
        yield facts.map((fact) => ({ ...fact, time: fact.time + laterMs }))
      }
    },
  }
}

/** Publishes what a site has that is changed while it is read. */
async function publishChanging(laterMs: number) {
  const at = await world(place.store, place.folder, [
    { id: 1, username: 'u1', idnumber: 'N1', institution: 'A' },
    { id: 2, username: 'u2', idnumber: 'N2', institution: 'A' },
  ])
  const id = await client(at, 'A', 'completion')
  await completed(at, [1, 11, '2026-03-25T09:00:00Z'], [2, 11, '2026-03-25T10:00:00Z'])
  at.at('2026-03-26T02:30:00Z')
  const of = await place.store.asOrganisation(id, (tx) => exportNamed(tx, id, 'completion'))
  const run = await beginRun(at.hub, of)
  const { reading } = await openReading(at.hub, of, 'completion', new Notices())
  const told: Reading = { ...reading, source: changing(reading.source, laterMs) }
  const window = { from: Date.parse('2026-03-25'), to: Date.parse('2026-03-26') }
  const planned = {
    kind: 'window',
    date: '2026-03-26',
    folder: '',
    name: 'Completion20260326.csv',
    window,
  } as const
  const publish = async () => {
    await using content = await activityContent(at.hub, run, told, reachBefore(window.to), null)
    const { settings } = reading
    const publication = {
      hub: at.hub,
      run,
      exportName: of.name,
      outbox: at.hub.files.outbox(id),
      settings,
      force: false,
    }
    return await publishFile(publication, planned, null, content)
  }
  const published = publish()
  await Promise.allSettled([published])
  await endRun(at.hub, run, 'succeeded', null)
  return { at, id, published }
}

test('what a site tells twice stands in the file once', async () => {
  const { at, id, published } = await publishChanging(0)
  expect(await published).toMatchObject({ what: 'published', counts: { rows: 2 } })
  expect((await outbox(at, id))['Completion20260326.csv']).toMatch(/^[^\n]*\n"u1"[^\n]*\n"u2"[^\n]*\n$/)
})

test('what a site tells twice as of two times is refused, and the next run publishes it', async () => {
  const { at, id, published } = await publishChanging(LATER_MS)
  expect(await refused(published)).toMatchObject({
    code: 'RB-7130',
    message: expect.stringContaining('2 records'),
  })
  expect(await outbox(at, id)).toEqual({})
  const [result] = await runExports(at.hub, id, [])
  expect(result).toMatchObject({ finding: null, files: [{ what: 'published', counts: { rows: 2 } }] })
})
