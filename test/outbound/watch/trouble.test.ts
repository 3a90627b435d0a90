import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportNamed } from '../../../src/outbound/exports.ts'
import { beginRun, endRun } from '../../../src/outbound/runs.ts'
import type { Looked } from '../../../src/outbound/watch/look.ts'
import { storeAndFolder } from '../../support/store-and-folder.ts'
import { Crash, crashingStore } from '../crashing-store.ts'
import { client, completed, forgetSignsOfLife, outbox, type World, world } from '../outbound-hub.ts'
import { brief, failing, look, onRecord } from './looks.ts'

const place = storeAndFolder()
let at: World
beforeAll(async () => {
  at = await world(place.store, place.folder, [{ id: 1, username: 'u1', idnumber: 'N1', institution: 'A' }])
  await completed(at, [1, 11, '2026-03-25T09:00:00Z'])
})

const FILE = 'Completion20260326.csv'
const TEXT = '"username","uniqueid","Date","Course Name"\r\n"u1","N1","2026-03-25","Course 11"\r\n'
const LAST_NIGHT = '2026-03-25T23:55:00Z'
const time = (of: string) => `2026-03-26T${of}:00Z`

/** An organisation whose export was looked after the day before. */
async function organisation(): Promise<number> {
  const id = await client(at, 'A', 'completion', { timeZone: 'UTC' })
  await look(at, id, LAST_NIGHT)
  return id
}

async function exportOf(id: number) {
  return place.store.asOrganisation(id, (tx) => exportNamed(tx, id, 'completion'))
}

describe('a look whose process ends at any of its transactions, before or after it', () => {
  test('leaves one file, and one record of what was missing', async () => {
    let crashes = 0
    for (let nth = 1, done = false; !done; nth++) {
      for (const after of [false, true]) {
        const id = await organisation()
        const dying = crashingStore(place.store, nth, after)
        await look(at, id, time('05:00'), { store: dying }).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error
        })
        done = !dying.crashed
        if (!done) crashes++
        await forgetSignsOfLife(at)
        // An hour is the longest wait after the deadline.
        await look(at, id, time('06:00'))
        expect((await outbox(at, id))[FILE]).toBe(TEXT)
        const [told, ...more] = await onRecord(at, id)
        expect(told).toMatch(/^completion 2026-03-26 warned - incident 0[56]:00:00 published 0[56]:00:00$/)
        expect(more).toEqual([])
        expect(await look(at, id, time('07:30'))).toEqual([])
      }
    }
    // Two of the look, and those of the run between them.
    expect(crashes).toBeGreaterThanOrEqual(16)
  })
})

describe('two looks at once', () => {
  /** Who tells that a file is missing need not be the one that makes it. */
  const saidBy = (looks: readonly (readonly Looked[])[]) => {
    const said = looks.flatMap(brief).flatMap((line) => line.split(', ').slice(1))
    return said.filter((one) => one !== 'left' && one !== 'underWay').sort()
  }

  test('publish a file once, and tell once that it was missing', async () => {
    const id = await organisation()
    await look(at, id, time('01:00'))
    const both = await Promise.all([look(at, id, time('05:01')), look(at, id, time('05:01'))])
    expect(saidBy(both)).toEqual([`RB-7129 ${FILE}`, `published ${FILE}`, 'ran'])
    expect(await onRecord(at, id)).toEqual([
      'completion 2026-03-26 warned - incident 05:01:00 published 05:01:00',
    ])
  })

  test('try an export that fails once, and warn of it once', async () => {
    const id = await organisation()
    await failing(at, id, 'completion', true)
    await look(at, id, time('01:00'))
    const looks = Array.from({ length: 4 }, () => look(at, id, time('04:00')))
    expect(saidBy(await Promise.all(looks))).toEqual([`RB-7128 ${FILE}`, 'failed RB-4501', 'ran'])
  })

  test('at an export that nobody looked at before begin with it together', async () => {
    const id = await client(at, 'A', 'completion', { timeZone: 'UTC' })
    const both = await Promise.all([look(at, id, time('01:00')), look(at, id, time('01:00'))])
    expect(both).toEqual([[], []])
    expect(await look(at, id, time('02:00'))).toHaveLength(1)
  })
})

describe('an export of which a run is under way elsewhere', () => {
  test('is left to it, warned of, put on record, and tried as soon as that has ended', async () => {
    const id = await organisation()
    const of = await exportOf(id)
    at.at(time('01:50'))
    const run = await beginRun(at.hub, of)
    expect(brief(await look(at, id, time('02:00')))).toEqual(['completion, underWay'])
    expect(brief(await look(at, id, time('04:00')))).toEqual([`completion, underWay, RB-7128 ${FILE}`])
    expect(brief(await look(at, id, time('04:05')))).toEqual(['completion, underWay'])
    expect(brief(await look(at, id, time('05:00')))).toEqual([`completion, underWay, RB-7129 ${FILE}`])
    await endRun(at.hub, run, 'failed', null)
    expect(brief(await look(at, id, time('05:01')))).toEqual([`completion, ran, published ${FILE}`])
    expect(await onRecord(at, id)).toEqual([
      'completion 2026-03-26 warned 04:00:00 incident 05:00:00 published 05:01:00',
    ])
    const { rows } = await place.store.asOrganisation(id, ({ db }) =>
      sql`select attempts from export_watch where file_date = '2026-03-26'`.execute(db),
    )
    expect(rows).toEqual([{ attempts: 1 }])
  })
})

describe('a run that takes long', () => {
  /** A clock that goes on by so much when the run is over, which reads it when it begins. */
  const slowly = (from: string, to: string) => {
    let reads = 0
    // By the look, by its run, and after it.
    return { now: () => Date.parse(time(++reads <= 2 ? from : to)) }
  }

  test('past the deadline is an incident, though it began before', async () => {
    const id = await organisation()
    const looked = await look(at, id, time('04:50'), slowly('04:50', '05:20'))
    expect(brief(looked)).toEqual([`completion, ran, published ${FILE}, RB-7128 ${FILE}, RB-7129 ${FILE}`])
    expect(await onRecord(at, id)).toEqual([
      'completion 2026-03-26 warned 04:50:00 incident 05:20:00 published 05:20:00',
    ])
  })

  test('and fails is warned of after it', async () => {
    const id = await organisation()
    await failing(at, id, 'completion', true)
    const looked = await look(at, id, time('03:50'), slowly('03:50', '04:10'))
    expect(brief(looked)).toEqual([`completion, ran, RB-7128 ${FILE}, failed RB-4501`])
    expect(looked[0]!.nextAttemptAt!.getTime()).toBeGreaterThan(Date.parse(time('04:10')))
  })
})
