import { describe, expect, test } from 'vitest'
import type { RosterEnrolment } from '../../src/domain/rosters.ts'
import { SortedRosters } from '../../src/outbound/rosters/sorted-rosters.ts'
import type { PeopleFilter } from '../../src/sites/activity.ts'
import type { RosterSource } from '../../src/sites/roster.ts'
import { refused } from '../support/refused.ts'

type Given = readonly [
  username: string,
  shortname: string,
  courseId: number,
  role: string | null,
  method: string,
]

function row([username, shortname, id, role, method]: Given): RosterEnrolment {
  const learner = { id: 1, username, idnumber: '', email: '', suspended: false, profile: {}, cohorts: [] }
  const course = { id, shortname, fullname: '', categoryIds: [], idnumber: '', category: null }
  return {
    learner: { ...learner, account: { city: username === 'eve' ? 'York ' : 'Leeds' } },
    course: { ...course, startdate: '', enddate: '', visible: true },
    ...{ role, method, status: 'active', timeStart: null, timeEnd: null },
  }
}

const IN_ORDER: readonly Given[] = [
  ['Zoe', 'B', 1, 'student', 'manual'],
  ['ann', 'A', 1, null, 'manual'],
  ['ann', 'B', 2, 'editingteacher', 'self'],
  ['ann', 'B', 2, 'student', 'cohort'],
  ['ann', 'B', 2, 'student', 'manual'],
  ['ann', 'B', 2, null, 'manual'],
  ['ann', 'B', 10, null, 'manual'],
  ['ann', 'a', 3, null, 'manual'],
  ['eve', 'A', 1, null, 'manual'],
  ['\uffee', 'A', 1, null, 'manual'],
  ['\u{1f600}', 'A', 1, null, 'manual'],
]

async function sorted(filters: readonly PeopleFilter[]): Promise<Given[]> {
  const source: RosterSource = {
    async *roster() {
      const rows = IN_ORDER.toReversed().map(row)
      yield rows.slice(0, 4) as never
      yield rows.slice(4) as never
    },
  }
  const question = { accountFields: ['city'], profileFields: [], cohorts: false, filters }
  const batches = new SortedRosters(source, 'nowhere', async () => undefined).roster('enrolment', question)
  return (await Array.fromAsync(batches))
    .flat()
    .map(({ learner, course, role, method }) => [learner.username, course.shortname, course.id, role, method])
}

describe('a full list that its site tells in no order', () => {
  test('is put in the order of code points, enrolments without a role last', async () => {
    expect(await sorted([])).toEqual(IN_ORDER)
  })

  test('has the people who pass all filters, and nobody when one cannot be judged', async () => {
    const york = { field: 'city', equals: 'York' }
    expect(await sorted([york])).toEqual([['eve', 'A', 1, null, 'manual']])
    expect(await sorted([york, { field: 'username', equals: 'ann' }])).toEqual([])
    expect((await refused(sorted([{ field: 'town', equals: 'York' }]))).code).toBe('RB-7112')
  })
})
