import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addExport } from '../../../src/outbound/define.ts'
import { runExports } from '../../../src/outbound/run-export.ts'
import type { Store } from '../../../src/store/store.ts'
import { testStore } from '../../support/engines.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { client, completed, outbox, type World, world } from '../outbound-hub.ts'
import { brief, failing, look, onRecord, watchedDates } from './looks.ts'

let at: World
let store: Store
const statements: string[] = []
const closing = new AsyncDisposableStack()
beforeAll(async () => {
  store = await testStore({ onStatement: (text) => statements.push(text) })
  closing.defer(() => store.close())
  const folder = closing.use(await temporaryFolder())
  at = await world(store, folder.path, [{ id: 1, username: 'u1', idnumber: 'N1', institution: 'A' }])
  await completed(at, [1, 11, '2026-03-25T09:00:00Z'], [1, 12, '2026-03-26T09:00:00Z'])
})
afterAll(() => closing.disposeAsync())

const HEAD = '"username","uniqueid","Date","Course Name"\r\n'
const ROW = '"u1","N1","2026-03-25","Course 11"\r\n'
const FILE = 'Completion20260326.csv'

/** An organisation with an export of completions, which was looked at the day before. */
async function organisation(settings: object = {}): Promise<number> {
  const id = await client(at, 'A', 'completion', { timeZone: 'UTC', ...settings })
  await look(at, id, '2026-03-25T23:55:00Z')
  return id
}

const lookAt = async (id: number, ...times: string[]): Promise<string[][]> => {
  const told: string[][] = []
  for (const time of times) told.push(brief(await look(at, id, `2026-03-26T${time}:00Z`)))
  return told
}

const run = async (id: number, time: string, request = {}) => {
  at.at(`2026-03-26T${time}:00Z`)
  return runExports(at.hub, id, [], request)
}

describe('a look', () => {
  test('publishes the file of the day from two on, once, and has nothing to do before and after', async () => {
    const id = await organisation()
    expect(await lookAt(id, '00:05', '01:59')).toEqual([[], []])
    expect(await outbox(at, id)).not.toHaveProperty([FILE])
    expect(await lookAt(id, '02:00', '02:05', '04:00', '05:00', '23:55')).toEqual([
      [`completion, ran, published ${FILE}`],
      ...[[], [], [], []],
    ])
    expect((await outbox(at, id))[FILE]).toBe(HEAD + ROW)
    expect(await onRecord(at, id)).toEqual([])
  })

  test.each([
    ['Europe/London', '2026-03-29', '2026-03-29T01:00:00Z', '02:00'],
    ['Europe/London', '2026-03-29', '2026-03-29T01:00:00Z', '01:30'],
    ['Europe/London', '2026-10-25', '2026-10-25T00:30:00Z', '01:30'],
    ['America/New_York', '2026-03-08', '2026-03-08T07:00:00Z', '02:00'],
    ['America/New_York', '2026-11-01', '2026-11-01T05:30:00Z', '01:30'],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T15:30:00Z', '02:15'],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T14:45:00Z', '01:45'],
  ])(
    'in %s on %s, where clocks change, begins at %s with the export of %s',
    async (zone, date, start, startAt) => {
      const id = await client(at, 'A', 'completion', { timeZone: zone, startAt })
      expect(brief(await look(at, id, new Date(Date.parse(start) - 1000).toISOString()))).toEqual([])
      const name = `Completion${date.replaceAll('-', '')}.csv`
      expect(brief(await look(at, id, start))).toEqual([`completion, ran, published ${name}`])
      // Where the hour comes twice, the second time is nothing new.
      const again = new Date(Date.parse(start) + 3_600_000).toISOString()
      expect(brief(await look(at, id, again))).toEqual([])
    },
  )

  test('leaves a file alone that was published by hand, was found, or had nothing to say', async () => {
    const byHand = await organisation()
    await run(byHand, '01:00')
    expect(await lookAt(byHand, '02:00', '05:05')).toEqual([[], []])
    const skipping = await organisation({ emptyFiles: 'skip', startFrom: '2026-03-26' })
    expect(await lookAt(skipping, '02:00', '02:05', '05:05')).toEqual([
      [`completion, ran, skipped ${FILE}`],
      [],
      [],
    ])
    for (const id of [byHand, skipping]) expect(await onRecord(at, id)).toEqual([])
  })

  test('knows nothing of the layout of Data Hub, whose files have no date', async () => {
    const id = await client(at, 'A', 'completion')
    await store.asOrganisation(id, async (tx) => {
      await sql`delete from export`.execute(tx.db)
      const { siteId } = at
      await addExport(tx, id, { name: 'grades', dataset: 'grade', layout: 'datahub-version1', siteId })
    })
    expect(await lookAt(id, '01:00', '02:00', '06:00')).toEqual([[], [], []])
    expect(await watchedDates(at, id)).toEqual([])
  })

  test('publishes full lists as well', async () => {
    const id = await client(at, 'A', 'user', { timeZone: 'UTC' })
    expect(await lookAt(id, '01:00', '02:00', '05:00')).toEqual([
      [],
      ['user, ran, published Users20260326.csv'],
      [],
    ])
  })

  test('at an export that fails keeps no other from its file', async () => {
    const id = await organisation()
    await store.asOrganisation(id, async (tx) => {
      for (const dataset of ['grade', 'quiz'] as const) {
        const settings = { timeZone: 'UTC', ...(dataset === 'grade' && { uniqueId: 'profile.shoe' }) }
        await addExport(tx, id, { name: `a-${dataset}`, dataset, siteId: at.siteId, settings })
      }
      // As no command would let it be.
      await sql`update export set settings = '{"timeZone": "Mars/Olympus"}' where name = 'a-quiz'`.execute(
        tx.db,
      )
    })
    expect(await lookAt(id, '02:00')).toEqual([
      ['a-quiz, left, failed RB-7104', 'a-grade, ran, failed RB-4501', `completion, ran, published ${FILE}`],
    ])
  })

  test('costs as many statements whatever the number of exports, where nothing is due', async () => {
    const count = async (exports: readonly ('completion' | 'grade' | 'quiz' | 'scorm')[]) => {
      const id = await client(at, 'A', 'user', { timeZone: 'UTC' })
      await store.asOrganisation(id, async (tx) => {
        for (const dataset of exports) {
          const settings = { timeZone: 'UTC' }
          await addExport(tx, id, { name: dataset, dataset, siteId: at.siteId, settings })
        }
      })
      await lookAt(id, '00:05')
      const before = statements.length
      expect(await lookAt(id, '00:10')).toEqual([[]])
      return statements.slice(before).filter((text) => !text.includes('set_config'))
    }
    const one = await count([])
    expect(one).toEqual([
      'begin',
      ...Array.from({ length: 3 }, () => expect.stringContaining('select')),
      'commit',
    ])
    expect(await count(['completion', 'grade', 'quiz', 'scorm'])).toEqual(one)
  })
})

describe('an export that fails', () => {
  test('is tried again with ever longer waits, warned of, and published when its source is there again', async () => {
    const id = await organisation()
    await failing(at, id, 'completion', true)
    const first = await look(at, id, '2026-03-26T02:00:00Z')
    expect(brief(first)).toEqual(['completion, ran, failed RB-4501'])
    const wait = first[0]!.nextAttemptAt!.getTime() - Date.parse('2026-03-26T02:00:00Z')
    expect(wait).toBeGreaterThanOrEqual(10_000)
    expect(wait).toBeLessThanOrEqual(20_000)
    expect(brief(await look(at, id, '2026-03-26T02:00:09Z'))).toEqual([])
    const waits: number[] = []
    let tried = 1
    for (let minute = 1; minute < 3 * 60; minute++) {
      const now = Date.parse('2026-03-26T02:00:00Z') + minute * 60_000
      const [told] = await look(at, id, new Date(now).toISOString())
      if (told?.what !== 'ran') continue
      tried++
      waits.push((told.nextAttemptAt!.getTime() - now) / 60_000)
    }
    expect(tried).toBeGreaterThan(7)
    expect(tried).toBeLessThan(30)
    expect(Math.max(...waits)).toBeLessThanOrEqual(30)
    expect(Math.max(...waits)).toBeGreaterThan(10)
    await failing(at, id, 'completion', false)
    expect(brief(await look(at, id, '2026-03-26T05:00:00Z'))).toEqual([
      `completion, ran, published ${FILE}, RB-7129 ${FILE}`,
    ])
    expect((await outbox(at, id))[FILE]).toBe(HEAD + ROW)
    expect(await onRecord(at, id)).toEqual([
      'completion 2026-03-26 warned 04:00:00 04:30:00 incident 05:00:00 published 05:00:00',
    ])
  })

  test('is an incident once, at the deadline, and stays one when its file is published late under the same name', async () => {
    const id = await organisation()
    await failing(at, id, 'completion', true)
    await lookAt(id, '02:00', '04:50')
    expect(await lookAt(id, '05:00')).toEqual([[`completion, ran, RB-7129 ${FILE}, failed RB-4501`]])
    expect(await onRecord(at, id, true)).toEqual([
      'completion 2026-03-26 warned 04:50:00 incident 05:00:00 published -',
    ])
    const after: (string | undefined)[] = []
    for (const hour of ['06', '07', '08', '09', '10']) after.push((await lookAt(id, `${hour}:00`))[0]![0])
    expect(after).toEqual(Array.from({ length: 5 }, () => 'completion, ran, failed RB-4501'))
    await failing(at, id, 'completion', false)
    expect(await lookAt(id, '11:00', '11:05')).toEqual([[`completion, ran, published ${FILE}`], []])
    expect((await outbox(at, id))[FILE]).toBe(HEAD + ROW)
    const record = 'completion 2026-03-26 warned 04:50:00 incident 05:00:00 published 11:00:00'
    expect(await onRecord(at, id)).toEqual([record])
    expect(await onRecord(at, id, true)).toEqual([])
  })

  test('is tried half an hour to an hour after each failure once the deadline is over', async () => {
    const id = await organisation()
    await failing(at, id, 'completion', true)
    const [told] = await look(at, id, '2026-03-26T12:00:00Z')
    const minutes = (told!.nextAttemptAt!.getTime() - Date.parse('2026-03-26T12:00:00Z')) / 60_000
    expect(minutes).toBeGreaterThanOrEqual(30)
    expect(minutes).toBeLessThanOrEqual(60)
  })

  test('before midnight begins anew at the start of the next day, with the file of the day that was missed', async () => {
    const id = await organisation()
    await failing(at, id, 'completion', true)
    await lookAt(id, '02:00', '23:50')
    await failing(at, id, 'completion', false)
    expect(brief(await look(at, id, '2026-03-27T00:30:00Z'))).toEqual([])
    expect(brief(await look(at, id, '2026-03-27T02:00:00Z'))).toEqual([
      `completion, ran, published ${FILE}, published Completion20260327.csv`,
    ])
    expect(await onRecord(at, id)).toEqual([
      'completion 2026-03-26 warned - incident 23:50:00 published 02:00:00',
    ])
  })
})

describe('the record', () => {
  test('has no incident on the day on which an export was first looked at after its deadline', async () => {
    const id = await client(at, 'A', 'completion', { timeZone: 'UTC' })
    expect(await lookAt(id, '09:00')).toEqual([[`completion, ran, published ${FILE}`]])
    expect(await onRecord(at, id)).toEqual([])
  })

  test('has a file that was published late by hand, and not one that was built anew after it was there in time', async () => {
    const late = await organisation()
    await run(late, '05:30')
    expect(await lookAt(late, '09:00', '09:05')).toEqual([[`completion, left, RB-7129 ${FILE}`], []])
    expect(await onRecord(at, late)).toEqual([
      'completion 2026-03-26 warned - incident 09:00:00 published 05:30:00',
    ])
    const anew = await client(at, 'A', 'grade', { timeZone: 'UTC' })
    await look(at, anew, '2026-03-25T23:55:00Z')
    await run(anew, '01:00')
    const more = await store.asOrganisation(anew, ({ db }) =>
      sql`update export set settings = settings || '{"bom": true}'`.execute(db),
    )
    expect(more.numAffectedRows).toBe(1n)
    const [forced] = await run(anew, '08:00', { force: true })
    expect(forced!.files[0]!.what).toBe('published')
    expect(await lookAt(anew, '09:00')).toEqual([[]])
    expect(await onRecord(at, anew)).toEqual([])
  })

  test('tells that a file was published by hand before any look notes it', async () => {
    const id = await organisation()
    await failing(at, id, 'completion', true)
    await lookAt(id, '05:05')
    await failing(at, id, 'completion', false)
    await run(id, '05:10')
    expect(await onRecord(at, id)).toEqual([
      'completion 2026-03-26 warned - incident 05:05:00 published 05:10:00',
    ])
    expect(await onRecord(at, id, true)).toEqual([])
  })

  test('has every date on which nobody looked, and which of them were published later', async () => {
    const id = await organisation()
    await store.asOrganisation(id, (tx) =>
      addExport(tx, id, {
        name: 'people',
        dataset: 'user',
        siteId: at.siteId,
        settings: { timeZone: 'UTC', startAt: '02:01' },
      }),
    )
    await lookAt(id, '02:05')
    expect(brief(await look(at, id, '2026-03-29T02:00:00Z'))).toEqual([
      'people, left, RB-7129 Users20260327.csv, RB-7129 Users20260328.csv',
      [
        'completion, ran',
        ...['27', '28', '29'].map((day) => `published Completion202603${day}.csv`),
        ...['27', '28'].map((day) => `RB-7129 Completion202603${day}.csv`),
      ].join(', '),
    ])
    await look(at, id, '2026-03-29T02:01:00Z')
    // A list of a day that is over, nobody knows any more.
    const published = { completion: '02:00:00', people: '-' }
    expect(await onRecord(at, id)).toEqual(
      ['27', '28'].flatMap((day) =>
        (['completion', 'people'] as const).map(
          (name) => `${name} 2026-03-${day} warned - incident 02:00:00 published ${published[name]}`,
        ),
      ),
    )
  })

  test('goes when the files go', async () => {
    const id = await organisation()
    await look(at, id, '2026-03-26T02:00:00Z')
    await look(at, id, '2026-04-23T02:00:00Z')
    const dates = await watchedDates(at, id)
    expect([dates.length, dates[0], dates.at(-1)]).toEqual([29, '2026-03-26', '2026-04-23'])
    await look(at, id, '2026-04-24T02:00:00Z')
    expect((await watchedDates(at, id))[0]).toBe('2026-03-27')
    await look(at, id, '2026-09-01T02:00:00Z')
    const after = await watchedDates(at, id)
    expect([after.length, after[0], after.at(-1)]).toEqual([29, '2026-08-04', '2026-09-01'])
  })
})
