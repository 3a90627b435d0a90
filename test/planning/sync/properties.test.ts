import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccountName, AccountSync } from '../../../src/domain/sync-action.ts'
import { type Plan, plan } from '../../../src/planning/plan.ts'
import { refsOf } from '../../../src/planning/refs.ts'
import { loadState } from '../../../src/sites/load-state.ts'
import { readerOf } from '../../support/model-reader.ts'
import { ModelSite, shownState } from '../../support/model-site.ts'
import { SYNC_CONTEXT, type Wishes, wishes } from '../../support/sync-actions.ts'

const RUNS = { numRuns: 300 }

function planned({ kind, actions }: Wishes, site: ModelSite): Plan {
  return plan(kind, actions as never, site.state(kind) as never, SYNC_CONTEXT)
}

/** Plans from what a site gives when it is asked for no more than the wishes name. */
async function plannedByNames({ kind, actions }: Wishes, site: ModelSite): Promise<Plan> {
  const { state, lastId } = await loadState(kind, refsOf(actions, SYNC_CONTEXT.policy), readerOf(site))
  const made = plan(kind, actions as never, state as never, SYNC_CONTEXT)
  site.lastId = lastId()
  return made
}

/** From the whole of a site as from what it gives by names. Gives the outcomes of the last chunk. */
async function comparedByNames(sequence: readonly Wishes[]): Promise<Plan['outcomes']> {
  const [all, asked] = [new ModelSite(), new ModelSite()]
  let last: Plan['outcomes'] = []
  for (const chunk of sequence) {
    const whole = planned(chunk, all)
    all.apply(whole.operations)
    const named = await plannedByNames(chunk, asked)
    asked.apply(named.operations)
    expect(named.outcomes).toEqual(whole.outcomes)
    expect(asked.content()).toEqual(all.content())
    last = whole.outcomes
  }
  return last
}

describe('a plan of wishes', () => {
  test('has one outcome for each, and operations exactly for those that did something', () => {
    fc.assert(
      fc.property(wishes(4, 8), (sequence) => {
        const site = new ModelSite()
        for (const chunk of sequence) {
          const { outcomes, operations } = planned(chunk, site)
          site.apply(operations)
          expect(outcomes).toHaveLength(chunk.actions.length)
          const busy = new Set(operations.map(({ record }) => record))
          for (const [at, { outcome, finding }] of outcomes.entries()) {
            const did = !['rejected', 'unchanged'].includes(outcome)
            expect(busy.has(at), `${JSON.stringify(chunk.actions[at])} is ${outcome}`).toBe(did)
            if (!did) expect(finding?.code).toMatch(/^RB-\d{4}$/)
          }
        }
      }),
      RUNS,
    )
  })

  test('has operations that lead, one by one, from the state before to the state that it leaves', () => {
    fc.assert(
      fc.property(wishes(4, 8), (sequence) => {
        const site = new ModelSite()
        for (const { kind, actions } of sequence) {
          const state = site.state(kind)
          site.apply(plan(kind, actions as never, state as never, SYNC_CONTEXT).operations)
          if (kind === 'category') continue
          expect(shownState(kind, state, site.lastId)).toEqual(
            shownState(kind, site.state(kind), site.lastId),
          )
        }
      }),
      RUNS,
    )
  })

  test('asks a site for all that it needs, and for no more than the wishes name', async () => {
    await fc.assert(
      fc.asyncProperty(wishes(4, 6), async (sequence) => {
        await comparedByNames(sequence)
      }),
      RUNS,
    )
  })

  test('asks for what somebody has whose names an earlier wish of the chunk changes', async () => {
    const cohort = { part: 'cohort', idnumber: 'B', create: true } as const
    const named = (field: AccountName['field'], value: string, more: Partial<AccountSync>): Wishes => ({
      kind: 'user',
      actions: [
        {
          ...{ kind: 'user', verb: 'sync', by: { field, value }, values: {} },
          ...{ ifKnown: 'update', ifUnknown: 'create', ...more },
        },
      ],
    })
    const known = named('idnumber', '1', { values: { username: 'bob' }, parts: [cohort] })
    const renamings = [
      [named('username', 'bob', { values: { username: 'cyd' } })],
      [named('username', 'cyd', { renameFrom: 'bob' })],
      [
        named('idnumber', '1', { values: { username: 'ann' } }),
        named('username', 'ann', { values: { username: 'cyd' } }),
      ],
    ]
    for (const renaming of renamings) {
      const again = named('username', 'cyd', { parts: [cohort] })
      const chunk: Wishes = {
        kind: 'user',
        actions: [...renaming, again].flatMap(({ actions }) => actions as AccountSync[]),
      }
      const outcomes = await comparedByNames([known, chunk])
      expect(outcomes.map(({ outcome }) => outcome)).toEqual([...renaming.map(() => 'updated'), 'unchanged'])
    }
  })

  test('is the same when the wishes come in two halves', () => {
    fc.assert(
      fc.property(wishes(4, 8), fc.nat(8), (sequence, cut) => {
        const [whole, halves] = [new ModelSite(), new ModelSite()]
        for (const { kind, actions } of sequence) {
          const atOnce = planned({ kind, actions }, whole)
          whole.apply(atOnce.operations)
          const outcomes = [actions.slice(0, cut), actions.slice(cut)].flatMap((some) => {
            const half = planned({ kind, actions: some }, halves)
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

  test('leaves nobody without the user name, id number or address that is theirs alone', () => {
    fc.assert(
      fc.property(wishes(4, 8), (sequence) => {
        const site = new ModelSite()
        for (const chunk of sequence) {
          site.apply(planned(chunk, site).operations)
          const people = site.all('user')
          for (const field of ['username', 'idnumber', 'email'] as const) {
            const values = people.map((user) => user[field]).filter((value) => value !== '')
            expect(new Set(values).size, field).toBe(values.length)
          }
        }
      }),
      RUNS,
    )
  })
})
