import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { SITE } from '../scripts/samples/site.ts'
import type { DatahubAction, FileKind } from '../src/domain/action.ts'
import type { Course, Role, User } from '../src/domain/entities.ts'
import type { Outcome } from '../src/domain/outcome.ts'
import { DEFAULT_SITE_FACTS, type SiteFacts } from '../src/domain/site-facts.ts'
import type { CourseState, EnrolmentState, SiteStates, UserState } from '../src/domain/site-state.ts'
import { CategoryTree } from '../src/domain/state/category-tree.ts'
import { CohortIndex } from '../src/domain/state/cohort-index.ts'
import { CourseIndex } from '../src/domain/state/course-index.ts'
import { PeopleIndex } from '../src/domain/state/people-index.ts'
import { RolesHeld } from '../src/domain/state/roles-held.ts'
import { openContainer } from '../src/formats/containers/container.ts'
import { datahubCsv } from '../src/formats/datahub-csv/format.ts'
import { plan } from '../src/planning/plan.ts'

const SAMPLES = join(import.meta.dirname, '..', 'samples')
const FILES = { user: 'user.csv', course: 'course.csv', enrolment: 'enroll.csv' } as const
const KINDS = Object.keys(FILES) as FileKind[]

interface Planned extends Outcome {
  readonly line: number
}

/** The sample university as planning leaves it, without any store: each plan works on the state of the one before. */
class PlannedSite {
  readonly #states: SiteStates
  readonly #known = new Set<string>()

  constructor() {
    let lastId = 0
    const { site, profileFields, roles } = SITE
    const courseDefaults = { ...DEFAULT_SITE_FACTS.courseDefaults, ...site.courseDefaults }
    const facts: SiteFacts = { ...DEFAULT_SITE_FACTS, ...site, courseDefaults }
    const common = { facts, newId: () => ++lastId }
    const withDefaults = profileFields.map((field) => ({
      options: [],
      defaultValue: '',
      includeTime: false,
      ...field,
    }))
    const user: UserState = {
      ...common,
      users: new PeopleIndex<User>(),
      profileFields: new Map(withDefaults.map((field) => [field.shortname, field])),
      parts: null,
    }
    const course: CourseState = {
      ...common,
      courses: new CourseIndex<Course>(),
      categories: new CategoryTree(),
    }
    const enrolment: EnrolmentState = {
      ...common,
      people: user.users,
      courses: course.courses,
      // Asked when needed, since courses make their categories as they are planned.
      categoriesByName: new (class extends Map<string, number[]> {
        override get(name: string): number[] {
          return course.categories.named(name).map(({ id }) => id)
        }
      })(),
      roles: new Map(roles.map((role, id): [string, Role] => [role.shortname, { id, ...role }])),
      enrolments: new Map(),
      roleAssignments: new RolesHeld(),
      groups: new Map(),
      groupings: new Map(),
      members: new Set(),
      links: new Set(),
      teachers: new Map(),
    }
    const activity = { ...common, people: enrolment.people, courses: enrolment.courses, known: new Map() }
    const cohort = { ...common, categories: course.categories, cohorts: new CohortIndex() }
    this.#states = { user, course, enrolment, category: course, activity, cohort, group: enrolment }
  }

  /** Plans a file. Rows that are letter for letter those of an earlier file are passed over, as the hub does. */
  async take(kind: FileKind, path: string, settingsFile: string): Promise<Planned[]> {
    const settings = datahubCsv.settings(JSON.parse(readFileSync(join(SAMPLES, settingsFile), 'utf8')))
    const [file] = await openContainer(join(SAMPLES, path), path, kind)
    const inspection = await datahubCsv.inspect(file!, settings)
    const context = { policy: datahubCsv.policy(settings), passwords: PLAIN, now: Date.UTC(2026, 8, 1) }
    const outcomes: Planned[] = []
    for await (const batch of datahubCsv.records(file!, inspection, settings, 5000)) {
      for (const { line, text, action, finding } of batch) {
        if (finding !== undefined) outcomes.push({ line, outcome: 'rejected', did: 0, finding })
        else if (this.#known.has(text)) outcomes.push({ line, outcome: 'unchanged', did: 0 })
        else {
          const { outcomes: planned } = plan(
            kind,
            [action as Extract<DatahubAction, { kind: typeof kind }>],
            this.#states[kind],
            context,
          )
          outcomes.push({ line, ...planned[0]! })
          if (planned[0]!.outcome !== 'rejected') this.#known.add(text)
        }
      }
    }
    return outcomes
  }
}

const PLAIN = {
  hash: (password: string) => password,
  matches: (password: string, hash: string) => password === hash,
}

describe('the samples, planned', () => {
  let site: PlannedSite
  const first: Partial<Record<FileKind, Planned[]>> = {}
  beforeEach(async () => {
    site = new PlannedSite()
    for (const kind of KINDS) first[kind] = await site.take(kind, `day-1/${FILES[kind]}`, 'settings.json')
  })

  test('on the first day, all is made and nothing refused', () => {
    expect(count(first.user!)).toEqual({ created: 2000 })
    expect(count(first.course!)).toEqual({ created: 120 })
    expect(count(first.enrolment!)).toEqual({ enrolled: 7700, roleAssigned: 300 })
  })

  test('on the second day, changes are done and each mistake is refused with the code of the README', async () => {
    const second: Partial<Record<FileKind, Planned[]>> = {}
    for (const kind of KINDS) second[kind] = await site.take(kind, `day-2/${FILES[kind]}`, 'settings.json')
    expect(count(second.user!)).toEqual({
      created: 25,
      updated: 40,
      deleted: 20,
      unchanged: 1938,
      rejected: 16,
    })
    expect(count(second.course!)).toEqual({
      created: 4,
      updated: 6,
      deleted: 1,
      unchanged: 113,
      rejected: 10,
    })
    expect(count(second.enrolment!)).toMatchObject({ unenrolled: 60, updated: 15, rejected: 12 })
    for (const kind of KINDS) expect(refused(second[kind]!), kind).toEqual(told(FILES[kind], 'line'))
  })

  test('saved by a spreadsheet program, refuse the same mistakes on the lines of the README', async () => {
    const users = await site.take('user', 'spreadsheet/user.csv', 'spreadsheet/settings.json')
    expect(refused(users)).toEqual(told('user.csv', 'spreadsheet'))
    await site.take('user', 'day-2/user.csv', 'settings.json')
    await site.take('course', 'day-2/course.csv', 'settings.json')
    const enrolments = await site.take('enrolment', 'spreadsheet/enroll.csv', 'spreadsheet/settings.json')
    expect(refused(enrolments)).toEqual(told('enroll.csv', 'spreadsheet'))
  })
})

function count(outcomes: readonly Planned[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

/** Line and code of the records that were refused. */
function refused(outcomes: readonly Planned[]): string[] {
  return outcomes
    .filter(({ outcome }) => outcome === 'rejected')
    .map(({ line, finding }) => `${line} ${finding?.code}`)
}

/** The same, as the table of the README tells it. */
function told(file: string, column: 'line' | 'spreadsheet'): string[] {
  const readme = readFileSync(join(SAMPLES, 'README.md'), 'utf8')
  const rows = readme.matchAll(/^\| `(\w+\.csv)` \| (\d+) \| (\d*) \| (RB-\d{4}) \|/gm)
  return [...rows]
    .filter(([, name]) => name === file)
    .flatMap(([, , line, spreadsheet, code]) => {
      const at = column === 'line' ? line : spreadsheet
      return at === '' ? [] : [`${at} ${code}`]
    })
}
