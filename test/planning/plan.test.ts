import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  COURSE_FIELDS,
  type DatahubAction,
  ENROLMENT_FIELDS,
  type FileKind,
  IDENTIFYING_FIELDS,
  USER_FIELDS,
} from '../../src/domain/action.ts'
import { type Plan, type PlanContext, plan } from '../../src/planning/plan.ts'
import { ACTIONS, type Batch, batches, MAILS, SETTINGS } from '../support/arbitrary-actions.ts'
import { ModelSite, shownState } from '../support/model-site.ts'
import { contextOf, NOW } from '../support/plan-context.ts'

const RUNS = { numRuns: 200 }

function planned({ kind, actions }: Batch, site: ModelSite, context: PlanContext): Plan {
  return plan(kind, actions as never, site.state(kind) as never, context)
}

/** Plans and applies batches one after the other; `look` sees each plan and the site after it. */
function carryOut(
  sequence: readonly Batch[],
  settings: object,
  look: (batch: Batch, plan: Plan, site: ModelSite) => void,
): void {
  const site = new ModelSite()
  const context = contextOf(settings)
  for (const batch of sequence) {
    const made = planned(batch, site, context)
    site.apply(made.operations)
    look(batch, made, site)
  }
}

describe('a plan', () => {
  test('never throws, whatever the values', () => {
    const hard = fc.constantFrom(
      '',
      '/',
      '\\',
      '//',
      '__proto__',
      'constructor',
      '0',
      '-1',
      '1e9',
      'Jan/99/2020',
      ' ',
    )
    const any = fc.oneof(hard, fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }))
    const fields = (names: readonly string[]) =>
      fc.record(Object.fromEntries(names.map((name) => [name, any])), { requiredKeys: [] })
    const wild: Record<FileKind, fc.Arbitrary<DatahubAction>> = {
      user: fc.record({
        kind: fc.constant('user'),
        verb: fc.constantFrom('create', 'update', 'delete', 'suspend'),
        fields: fields(USER_FIELDS),
        find: fc.option(
          fields(IDENTIFYING_FIELDS).filter((find) => Object.keys(find).length > 0),
          { nil: undefined },
        ),
        profile: fc.option(
          fc.dictionary(fc.constantFrom('staff', 'team', 'hired', 'none', 'toString'), any),
          {
            nil: undefined,
          },
        ),
      }) as fc.Arbitrary<DatahubAction>,
      course: fc.record({
        kind: fc.constant('course'),
        verb: fc.constantFrom('create', 'update', 'delete'),
        fields: fields(COURSE_FIELDS),
      }) as fc.Arbitrary<DatahubAction>,
      enrolment: fc
        .tuple(fields(ENROLMENT_FIELDS), fc.constantFrom('course', 'coursecat', 'system', 'user', undefined))
        .map(([values, context]) => (context === undefined ? values : { ...values, context }))
        .chain((values) =>
          fc.record({
            kind: fc.constant('enrolment'),
            verb: fc.constantFrom('create', 'update', 'delete'),
            fields: fc.constant(values),
          }),
        ) as fc.Arbitrary<DatahubAction>,
    }
    const batch = fc.constantFrom<FileKind>('user', 'course', 'enrolment').chain((kind) =>
      fc.record({
        kind: fc.constant(kind),
        actions: fc.array(fc.oneof(wild[kind], ACTIONS[kind]), { maxLength: 8 }),
      }),
    )
    fc.assert(
      fc.property(batches(3, 4), fc.array(batch, { maxLength: 4 }), SETTINGS, (start, more, settings) => {
        carryOut([...start, ...more], { ...settings, ...MAILS }, ({ actions }, { outcomes }) => {
          expect(outcomes).toHaveLength(actions.length)
        })
      }),
      RUNS,
    )
  })

  test('has one outcome for each record, and nothing of a refused one', () => {
    fc.assert(
      fc.property(batches(6, 8), SETTINGS, (sequence, settings) => {
        carryOut(
          sequence,
          { ...settings, ...MAILS },
          ({ actions }, { outcomes, operations, mails, forget }) => {
            expect(outcomes).toHaveLength(actions.length)
            const refused = new Set(
              outcomes.flatMap(({ outcome }, at) => (outcome === 'rejected' ? [at] : [])),
            )
            for (const { record } of [...operations, ...mails, ...forget])
              expect(refused).not.toContain(record)
            for (const at of refused)
              expect(outcomes[at]).toMatchObject({ did: 0, finding: { code: /^RB-\d{4}$/ } })
          },
        )
      }),
      RUNS,
    )
  })

  test('says of a record that it did something exactly when it has operations', () => {
    fc.assert(
      fc.property(batches(6, 8), SETTINGS, (sequence, settings) => {
        carryOut(sequence, settings, (_, { outcomes, operations }) => {
          const busy = new Set(operations.map(({ record }) => record))
          for (const [at, { outcome }] of outcomes.entries()) {
            expect(busy.has(at), `record ${at} is ${outcome}`).toBe(
              !['rejected', 'unchanged'].includes(outcome),
            )
          }
        })
      }),
      RUNS,
    )
  })

  test('has operations that lead, one by one, from the state before to the state that it leaves', () => {
    fc.assert(
      fc.property(batches(6, 8), SETTINGS, (sequence, settings) => {
        const site = new ModelSite()
        for (const { kind, actions } of sequence) {
          const state = site.state(kind)
          const { operations } = plan(kind, actions as never, state as never, contextOf(settings))
          site.apply(operations)
          expect(shownState(kind, state, site.lastId)).toEqual(
            shownState(kind, site.state(kind), site.lastId),
          )
        }
      }),
      RUNS,
    )
  })

  test('is the same when the records come in two halves', () => {
    fc.assert(
      fc.property(batches(5, 8), SETTINGS, fc.nat(8), (sequence, settings, cut) => {
        const whole = new ModelSite()
        const halves = new ModelSite()
        const context = contextOf(settings)
        for (const { kind, actions } of sequence) {
          const atOnce = planned({ kind, actions }, whole, context)
          whole.apply(atOnce.operations)
          const outcomes = [actions.slice(0, cut), actions.slice(cut)].flatMap((part) => {
            const half = planned({ kind, actions: part }, halves, context)
            halves.apply(half.operations)
            return half.outcomes
          })
          expect(outcomes).toEqual(atOnce.outcomes)
          expect(halves.content()).toEqual(whole.content())
        }
      }),
      RUNS,
    )
  })

  test('has no operations for a record that asks again for what it just got', () => {
    fc.assert(
      fc.property(batches(6, 8), SETTINGS, (sequence, settings) => {
        const site = new ModelSite()
        const context = contextOf(settings)
        for (const { kind, actions } of sequence) {
          for (const action of actions) {
            const once = planned({ kind, actions: [action] }, site, context)
            site.apply(once.operations)
            expect(planned({ kind, actions: [action] }, site, context).operations).toEqual([])
          }
        }
      }),
      RUNS,
    )
  })
})

describe('a site that is changed by plans alone', () => {
  test('has no two people of one user name or id number, and of one address only where that is allowed', () => {
    fc.assert(
      fc.property(batches(6, 10), SETTINGS, (sequence, settings) => {
        carryOut(sequence, settings, (_batch, _plan, site) => {
          const people = site.all('user')
          expectUnique(people.map(({ username }) => username))
          expectUnique(people.map(({ idnumber }) => idnumber).filter((idnumber) => idnumber !== ''))
          if (settings.allowDuplicateEmails !== true) expectUnique(people.map(({ email }) => email))
          for (const { username } of people) expect(username).toBe(username.toLowerCase())
        })
      }),
      RUNS,
    )
  })

  test('has no two courses of one name or id number, each in a category that is there', () => {
    fc.assert(
      fc.property(batches(6, 10), SETTINGS, (sequence, settings) => {
        carryOut(sequence, settings, (_batch, _plan, site) => {
          const courses = site.all('course')
          expectUnique(courses.map(({ shortname }) => shortname))
          expectUnique(courses.map(({ idnumber }) => idnumber).filter((idnumber) => idnumber !== ''))
          const categories = site.all('category')
          const ids = categories.map(({ id }) => id)
          for (const { categoryId } of courses) expect(ids).toContain(categoryId)
          for (const { name, parentId } of categories) {
            expect(name).not.toBe('')
            expect([0, ...ids]).toContain(parentId)
          }
        })
      }),
      RUNS,
    )
  })

  test('has only members of groups who are enrolled, and only roles that may be given there', () => {
    fc.assert(
      fc.property(batches(7, 10), SETTINGS, (sequence, settings) => {
        carryOut(sequence, settings, (_batch, _plan, site) => {
          const enrolled = site.all('enrolment').map(({ userId, courseId }) => `${userId} in ${courseId}`)
          for (const { userId, courseId } of site.all('groupMember')) {
            expect(enrolled).toContain(`${userId} in ${courseId}`)
          }
          const groups = new Map(site.all('group').map((group) => [group.id, group]))
          for (const { groupId, courseId } of [...site.all('groupMember'), ...site.all('groupingGroup')]) {
            expect(groups.get(groupId)?.courseId).toBe(courseId)
          }
          const people = new Set(site.all('user').map(({ id }) => id))
          for (const { userId, context, instanceId, roleId } of site.all('roleAssignment')) {
            expect(people).toContain(userId)
            if (context === 'user') expect(people).toContain(instanceId)
            expect(CONTEXTS_OF_ROLE.get(roleId)).toContain(context)
          }
          for (const { timeStart, timeEnd } of site.all('enrolment')) {
            // The time of the run, which a new enrolment starts at, may lie after an end of long ago.
            if (timeStart !== NOW && timeEnd !== null) expect(timeEnd).toBeGreaterThanOrEqual(timeStart!)
          }
        })
      }),
      RUNS,
    )
  })
})

const CONTEXTS_OF_ROLE = new Map(
  [...new ModelSite().state('enrolment').roles.values()].map(({ id, contexts }) => [id, contexts]),
)

function expectUnique(values: readonly string[]): void {
  expect([...values].sort()).toEqual([...new Set(values)].sort())
}
