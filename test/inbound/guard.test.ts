import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RollbookError } from '../../src/domain/finding.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { discardRun, releasePart, releaseRun } from '../../src/inbound/guard/held-runs.ts'
import { dump, heldRuns, outcomesOf, siteContent } from './held-site.ts'
import { resultOf } from './run-result.ts'
import { hubOfFormat, importFiles, send, type TestHub, testHub } from './test-hub.ts'

let home: Awaited<ReturnType<typeof testHub>>
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

const newHub = () => hubOfFormat(home, 'datahub-csv')

const NUMBERS = Array.from({ length: 120 }, (_, at) => at)
/** A small population counts, so that few rows show what many do. */
const GUARD = { minPopulation: 100 }

type Row = readonly [action: string, number: number, lastname: string, department: string]

function users(rows: readonly Row[]) {
  const lines = rows.map(
    ([action, at, lastname, department]) =>
      `${action},u${at},Passw0rd!,First,${lastname},u${at}@example.org,Ulm,DE,e${at},${department}`,
  )
  const header = 'action,username,password,firstname,lastname,email,city,country,idnumber,department'
  return { name: 'user.csv', content: [header, ...lines, ''].join('\n') }
}

function departmentOf(at: number): string {
  return at < 100 ? 'Physics' : 'Music'
}

const ALL = users(NUMBERS.map((at) => ['create', at, 'Old', departmentOf(at)]))

function deleting(from: number, to: number, others: readonly Row[] = []) {
  const gone = NUMBERS.slice(from, to).map((at): Row => ['delete', at, 'Old', departmentOf(at)])
  return users([...others, ...gone])
}

function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing',
    (error: RollbookError) => error.finding.code,
  )
}

const stateOf = async (own: TestHub, runId: number) => (await resultOf(own, runId)).state
const whyOf = async (own: TestHub, runId: number) => {
  const { defaults, hub } = own
  const { finding } = await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.selectFrom('run').select('finding').where('id', '=', runId).executeTakeFirstOrThrow(),
  )
  return finding as { code: string; message: string } | null
}

describe('records that ask for more removals than the feed allows', () => {
  test('hold the whole file before the first change, and say why', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    const before = await dump(own)
    const runId = await importFiles(own, [deleting(0, 25, [['update', 110, 'New', 'Music']])])
    expect(await dump(own)).toEqual(before)
    expect(await stateOf(own, runId)).toBe('held')
    expect((await whyOf(own, runId))!.message).toContain('would delete 25 of 120 users')
    expect(await outcomesOf(own, runId)).toEqual({ deleted: 25, updated: 1 })

    const released = await releaseRun(own.hub, own.defaults.organisationId, runId)
    expect(await outcomesOf(own, released)).toEqual({ deleted: 25, updated: 1 })
    expect(await siteContent(own)).toHaveLength(95)
  })

  test('pass when they are exactly as many as allowed, without a plan', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    const runId = await importFiles(own, [deleting(0, 24)])
    expect(await stateOf(own, runId)).toBe('succeeded')
    expect(await outcomesOf(own, runId)).toEqual({ deleted: 24 })
  })

  test('pass when most of them ask for what is done already', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    await importFiles(own, [deleting(0, 20)])
    const runId = await importFiles(own, [deleting(0, 35)])
    expect(await stateOf(own, runId)).toBe('succeeded')
    expect(await outcomesOf(own, runId)).toEqual({ unchanged: 20, deleted: 15 })
  })

  test('pass below the least population', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    const runId = await importFiles(own, [deleting(0, 120)], { guard: { minPopulation: 121 } })
    expect(await outcomesOf(own, runId)).toEqual({ deleted: 120 })
  })

  test('are judged by the site where the feed brought nobody', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    const { organisationId, siteId } = own.defaults
    const { id: feedId } = await own.hub.store.asOrganisation(organisationId, ({ db }) =>
      db
        .insertInto('feed')
        .values({
          organisation_id: organisationId,
          site_id: siteId,
          name: 'leavers',
          format: 'datahub-csv',
          settings: '{}',
        })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    const leavers = { hub: own.hub, defaults: { ...own.defaults, feedId } }
    expect(await stateOf(own, await importFiles(leavers, [deleting(0, 25)]))).toBe('held')
    expect(await stateOf(own, await importFiles(leavers, [deleting(0, 23)]))).toBe('succeeded')
  })

  test('may be held alone, while the rest is applied, and then be released', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    const file = deleting(0, 25, [
      ['update', 110, 'New', 'Music'],
      ['create', 500, 'Fresh', 'Music'],
    ])
    const runId = await importFiles(own, [file], { onThreshold: 'holdRemovals' })
    expect(await stateOf(own, runId)).toBe('succeeded')
    expect(await outcomesOf(own, runId)).toEqual({ updated: 1, created: 1, held: 25 })
    expect(await siteContent(own)).toHaveLength(121)
    const [held, ...others] = await heldRuns(own)
    expect(others).toEqual([])
    expect(await outcomesOf(own, held!)).toEqual({ deleted: 25 })
    const result = await resultOf(own, held!)
    expect(result.log.map(({ line }) => line)).toEqual(NUMBERS.slice(0, 25).map((at) => at + 4))
    await releaseRun(own.hub, own.defaults.organisationId, held!)
    expect(await siteContent(own)).toHaveLength(96)
  })

  test('may be left out', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    const file = deleting(0, 25, [['update', 110, 'New', 'Music']])
    const runId = await importFiles(own, [file], { onThreshold: 'skipRemovals' })
    const { log } = await resultOf(own, runId)
    expect(log.map(({ code }) => code)).toEqual([null, ...Array(25).fill('RB-5063')])
    expect(await siteContent(own)).toHaveLength(120)
    expect(await heldRuns(own)).toEqual([])
  })

  test('are held by a number alone, whatever the population is', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    const guard = { deletions: { percent: null, count: 3 } }
    expect(await stateOf(own, await importFiles(own, [deleting(0, 4)], { guard }))).toBe('held')
    expect(await stateOf(own, await importFiles(own, [deleting(0, 3)], { guard }))).toBe('succeeded')
  })

  test('make a plan that a person asked for wait as well, and it makes no other run', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    const settings = { onThreshold: 'holdRemovals' }
    const planId = await importFiles(own, [deleting(0, 25)], settings, 'plan')
    expect(await heldRuns(own)).toEqual([planId])
  })
})

describe('lines that end enrolments', () => {
  test('are held beside enrolments that expired, which are ended by their own date', async () => {
    const own = await hubOfFormat(home, 'moodle-flatfile')
    const people = await hubOfFeed(own, 'people')
    const course = {
      name: 'course.csv',
      content: 'action,shortname,fullname,category,idnumber\ncreate,C,C,X,C\n',
    }
    await importFiles(people, [ALL, course])
    const lines = (verb: string, numbers: readonly number[]) =>
      numbers.map((at) => `${verb},student,e${at},C${verb === 'add' && at === 119 ? ',1,2' : ''}\n`).join('')
    const sent = (content: string) => [{ name: 'enrolments.txt', content }]
    await importFiles(own, sent(lines('add', NUMBERS)))
    const runId = await importFiles(own, sent(lines('del', NUMBERS.slice(0, 30))))
    expect(await stateOf(own, runId)).toBe('held')
    expect((await whyOf(own, runId))!.message).toContain('would end 30 of 120 enrolments')
    expect((await outcomesOf(own, runId))['suspended']).toBe(31)
  })
})

describe('a limit on changes', () => {
  const changed = (count: number) =>
    users(NUMBERS.slice(0, count).map((at): Row => ['update', at, 'Shifted', departmentOf(at)]))

  test('holds a file with a shifted column, and not an ordinary one', async () => {
    const own = await newHub()
    const settings = { guard: { ...GUARD, changes: { percent: 50 } } }
    await importFiles(own, [ALL], settings)
    const few = await importFiles(own, [changed(60)], settings)
    expect(await outcomesOf(own, few)).toEqual({ updated: 60 })
    const before = await siteContent(own)
    const many = await importFiles(own, [changed(120)], settings)
    expect(await outcomesOf(own, many)).toEqual({ updated: 60, unchanged: 60 })
    const all = await importFiles(
      own,
      [users(NUMBERS.map((at): Row => ['update', at, 'First', 'Physics']))],
      settings,
    )
    expect(await stateOf(own, all)).toBe('held')
    expect((await siteContent(own)).filter(({ lastname }) => lastname === 'First')).toEqual([])
    expect(before).toHaveLength(120)
  })

  test('holds the file also where removals alone would be', async () => {
    const own = await newHub()
    const settings = { onThreshold: 'holdRemovals', guard: { changes: { count: 5, percent: null } } }
    await importFiles(own, [ALL], settings)
    const runId = await importFiles(own, [changed(6)], settings)
    expect(await stateOf(own, runId)).toBe('held')
  })
})

describe('a limit on rejects', () => {
  test('holds a file of which too much is refused', async () => {
    const own = await newHub()
    const settings = { guard: { rejects: { percent: null, count: 2 } } }
    await importFiles(own, [ALL], settings)
    const bad = users([0, 1, 2].map((at): Row => ['update', at + 900, 'New', 'Music']))
    const runId = await importFiles(own, [bad], settings)
    expect(await stateOf(own, runId)).toBe('held')
    expect((await whyOf(own, runId))!.message).toContain('guard.rejects')
  })
})

describe('a segment', () => {
  const settings = { guard: { minPopulation: 10, segmentBy: 'user.department' } }
  // Of 20 in Music 10 are half, and of all 120 a twelfth.
  const musicians = deleting(100, 110, [
    ['update', 3, 'New', 'Physics'],
    ['delete', 4, 'Old', 'Physics'],
  ])

  test('is held by itself though the whole is within its limit', async () => {
    const own = await newHub()
    await importFiles(own, [ALL], settings)
    const runId = await importFiles(own, [musicians], settings)
    expect(await stateOf(own, runId)).toBe('held')
    expect((await whyOf(own, runId))!.message).toContain('10 of 20 users in the segment Music')
  })

  test('alone may keep its removals, while those of others are carried out', async () => {
    const own = await newHub()
    await importFiles(own, [ALL], settings)
    const runId = await importFiles(own, [musicians], { ...settings, onThreshold: 'holdRemovals' })
    expect(await outcomesOf(own, runId)).toEqual({ updated: 1, deleted: 1, held: 10 })
    const [held] = await heldRuns(own)
    expect(await outcomesOf(own, held!)).toEqual({ deleted: 10 })
  })

  test('may be released alone, and what is left waits', async () => {
    const own = await newHub()
    const { organisationId } = own.defaults
    await importFiles(own, [ALL], settings)
    const runId = await importFiles(own, [musicians], settings)
    const part = { take: 'segments', segments: ['Physics'] } as const
    const released = await releasePart(own.hub, organisationId, runId, part)
    expect(await outcomesOf(own, released)).toEqual({ updated: 1, deleted: 1, held: 10 })
    expect(await stateOf(own, runId)).toBe('applied')
    const [left] = await heldRuns(own)
    expect(await outcomesOf(own, left!)).toEqual({ deleted: 10 })
    await releaseRun(own.hub, organisationId, left!)
    expect(await siteContent(own)).toHaveLength(109)
  })

  test('of a list counts those whom it lacks', async () => {
    const own = await hubOfFormat(home, 'snapshot-csv')
    await own.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
      db
        .insertInto('site_profile_field')
        .values({
          site_id: own.defaults.siteId,
          shortname: 'school',
          type: 'text',
          options: [],
          position: 0,
          name: 'School',
          default_value: '',
          include_time: false,
        })
        .execute(),
    )
    const list = (numbers: readonly number[]) => ({
      name: 'UserUpload.csv',
      content: [
        'username,email,firstname,lastname,uniqueid,school',
        ...numbers.map((at) => `u${at},u${at}@example.org,First,Last,e${at},${departmentOf(at)}`),
        '',
      ].join('\n'),
    })
    const own_settings = {
      missingUsers: 'suspend',
      guard: { minPopulation: 10, segmentBy: 'user.profile.school' },
    }
    await importFiles(own, [list(NUMBERS)], own_settings)
    const runId = await importFiles(own, [list(NUMBERS.filter((at) => at < 110))], own_settings)
    expect(await stateOf(own, runId)).toBe('held')
    expect((await whyOf(own, runId))!.message).toContain('10 of 20 users in the segment Music')
  })
})

describe('a part of a held run', () => {
  const file = deleting(0, 25, [
    ['update', 110, 'New', 'Music'],
    ['create', 500, 'Fresh', 'Music'],
  ])

  test('that is safe may be released; the removals wait as another run', async () => {
    const own = await newHub()
    const { organisationId } = own.defaults
    await importFiles(own, [ALL])
    const runId = await importFiles(own, [file])
    const released = await releasePart(own.hub, organisationId, runId, { take: 'safe' })
    expect(await outcomesOf(own, released)).toEqual({ updated: 1, created: 1, held: 25 })
    expect(await siteContent(own)).toHaveLength(121)
    const [left] = await heldRuns(own)
    expect((await whyOf(own, left!))!.code).toBe('RB-5064')
    await discardRun(own.hub, organisationId, left!)
    expect(await heldRuns(own)).toEqual([])
  })

  test('that is safe leaves out a removal that is repeated, too', async () => {
    const own = await newHub()
    await importFiles(own, [ALL])
    const twice: Row[] = NUMBERS.slice(0, 25).map((at) => ['delete', at, 'Old', departmentOf(at)])
    const runId = await importFiles(own, [users([['update', 110, 'New', 'Music'], ...twice, ...twice])])
    expect(await stateOf(own, runId)).toBe('held')
    const released = await releasePart(own.hub, own.defaults.organisationId, runId, { take: 'safe' })
    expect(await outcomesOf(own, released)).toEqual({ updated: 1, held: 50 })
    expect(await siteContent(own)).toHaveLength(120)
  })

  test('is refused when the site moved, when there is nothing in it, and without segments', async () => {
    const own = await newHub()
    const { organisationId } = own.defaults
    await importFiles(own, [ALL])
    const only = await importFiles(own, [deleting(0, 25)])
    expect(await refusalOf(releasePart(own.hub, organisationId, only, { take: 'safe' }))).toBe('RB-5065')
    const part = { take: 'segments', segments: ['Music'] } as const
    expect(await refusalOf(releasePart(own.hub, organisationId, only, part))).toBe('RB-5066')
    expect(await stateOf(own, only)).toBe('held')
    const runId = await importFiles(own, [file])
    const { siteId } = own.defaults
    await own.hub.store.asOrganisation(organisationId, ({ db }) =>
      db
        .updateTable('site')
        .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
        .where('id', '=', siteId)
        .execute(),
    )
    expect(await refusalOf(releasePart(own.hub, organisationId, runId, { take: 'safe' }))).toBe('RB-5004')
    expect(await stateOf(own, runId)).toBe('stale')
  })
})

describe('an import that is planned first', () => {
  class PowerCut extends Error {}

  test.each(['holdFile', 'holdRemovals'])(
    'ends the same way when it was killed anywhere (%s)',
    async (onThreshold) => {
      const file = deleting(0, 25, [
        ['update', 110, 'New', 'Music'],
        ['create', 500, 'Fresh', 'Music'],
      ])
      const own = await newHub()
      const { organisationId } = own.defaults
      await importFiles(own, [ALL])
      const runId = await send(own, [file], { onThreshold })
      for (let chunks = 1, isDone = false; !isDone; chunks++) {
        let seen = 0
        isDone = await executeRun(
          own.hub,
          organisationId,
          runId,
          () => {
            if (++seen === 2) throw new PowerCut()
          },
          4,
        ).then(
          () => true,
          (error: Error) => {
            if (!(error instanceof PowerCut) && (error as RollbookError).finding?.code !== 'RB-5008')
              throw error
            return !(error instanceof PowerCut)
          },
        )
        expect(chunks).toBeLessThan(50)
      }
      for (const id of await unfinished(own)) await executeRun(own.hub, organisationId, id)
      if (onThreshold === 'holdFile') {
        expect(await stateOf(own, runId)).toBe('held')
        expect(await outcomesOf(own, runId)).toEqual({ deleted: 25, updated: 1, created: 1 })
      } else {
        expect(await outcomesOf(own, runId)).toEqual({ held: 25, updated: 1, created: 1 })
        const [held] = await heldRuns(own)
        expect(await outcomesOf(own, held!)).toEqual({ deleted: 25 })
      }
    },
  )

  test('is planned anew when the site moved while it was interrupted', async () => {
    const own = await newHub()
    const { organisationId } = own.defaults
    await importFiles(own, [ALL])
    const runId = await send(own, [deleting(0, 30)])
    const broken = executeRun(
      own.hub,
      organisationId,
      runId,
      () => {
        throw new PowerCut()
      },
      4,
    )
    await expect(broken).rejects.toThrow(PowerCut)
    const other = await hubOfFeed(own, 'other')
    await importFiles(other, [deleting(0, 2)])
    await executeRun(own.hub, organisationId, runId)
    expect(await outcomesOf(own, runId)).toMatchObject({ deleted: 28 })
    await releaseRun(own.hub, organisationId, runId)
    expect(await siteContent(own)).toHaveLength(90)
  })
})

async function unfinished({ hub, defaults }: TestHub): Promise<number[]> {
  const runs = await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.selectFrom('run').select('id').where('state', '=', 'running').orderBy('id').execute(),
  )
  return runs.map(({ id }) => id)
}

async function hubOfFeed({ hub, defaults }: TestHub, name: string): Promise<TestHub> {
  const { organisationId, siteId } = defaults
  const { id: feedId } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db
      .insertInto('feed')
      .values({
        organisation_id: organisationId,
        site_id: siteId,
        name,
        format: 'datahub-csv',
        settings: '{}',
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return { hub, defaults: { ...defaults, feedId } }
}
