import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RollbookError } from '../../src/domain/finding.ts'
import { isDryRun } from '../../src/formats/feed-settings.ts'
import { releasePart, releaseRun } from '../../src/inbound/guard/held-runs.ts'
import type { Hub } from '../../src/inbound/hub.ts'
import { readSuites } from '../conformance-runner/read-suites.ts'
import { runCases, tell } from '../conformance-runner/run-cases.ts'
import { SOAK } from '../support/soak.ts'
import { storeAndFolder } from '../support/store-and-folder.ts'

const NONE = { percent: null, count: 0 }
/** Whatever a run removes, changes or refuses is too much. */
const STRICT = { deletions: NONE, suspensions: NONE, unenrolments: NONE, changes: NONE, rejects: NONE }
const REMOVALS = /"(?:deleted|suspended|unenrolled|roleUnassigned)"/
/** What may be carried out without the rest. */
const SAFE = /"(?:created|updated|enrolled|roleAssigned)"/
/** Of the cases, one in so many; `npm run soak` takes all. */
const EVERY = SOAK ? 1 : 24

const CASES = readSuites([join(import.meta.dirname, '..', 'conformance')]).filter(
  ({ case: given }) => given !== null,
)

const own = storeAndFolder()

async function stateOf(hub: Hub, organisationId: number, runId: number) {
  const { state, held, settings } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db
      .selectFrom('run')
      .select(['state', 'held', 'settings'])
      .where('id', '=', runId)
      .executeTakeFirstOrThrow(),
  )
  return { state, code: (held as { code?: string } | null)?.code, isDry: isDryRun(settings) }
}

/** Many cases have nothing but removals. */
function nothingSafe(error: unknown): null {
  if (error instanceof RollbookError && error.finding.code === 'RB-5065') return null
  throw error
}

async function heldRunsOf(hub: Hub, organisationId: number) {
  const runs = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('run').select('id').where('state', '=', 'held').orderBy('id').execute(),
  )
  return runs.map(({ id }) => id)
}

describe('a run that the guard held, in any format', () => {
  test('does, when it is released, what the import would have done', async () => {
    let held = 0
    const afterRun = async (hub: Hub, organisationId: number, runId: number) => {
      const { state, code, isDry } = await stateOf(hub, organisationId, runId)
      // A dry run changes nothing, unless somebody releases it.
      if (state !== 'held' || code !== 'RB-5057' || isDry) return runId
      held++
      return releaseRun(hub, organisationId, runId)
    }
    const cases = CASES.filter((_, at) => at % EVERY === 0)
    const bench = { ...own, settings: { guard: STRICT }, afterRun }
    const { failures } = await runCases(bench, cases)
    expect(failures.map(tell)).toEqual([])
    expect(held).toBeGreaterThan(cases.length / 4)
  }, 180_000)

  test('removes nothing when only what is safe is released, and the rest when that is', async () => {
    const removals = { deletions: NONE, suspensions: NONE, unenrolments: NONE }
    const expects = (outcome: RegExp) => (given: (typeof CASES)[number]) =>
      outcome.test(JSON.stringify(given.case!.expect))
    const withRemovals = CASES.filter(expects(REMOVALS))
    const cases = SOAK ? withRemovals : withRemovals.filter(expects(SAFE))
    const seen: string[] = []
    let parts = 0
    const afterRun = async (hub: Hub, organisationId: number, runId: number) => {
      const { state, code } = await stateOf(hub, organisationId, runId)
      if (state !== 'held' || code !== 'RB-5057') return runId
      const released = await releasePart(hub, organisationId, runId, { take: 'safe' }).catch(nothingSafe)
      if (released === null) return runId
      parts++
      const counts = await hub.store.asOrganisation(organisationId, ({ db }) =>
        db.selectFrom('run_file').select('counts').where('run_id', '=', released).execute(),
      )
      seen.push(...counts.flatMap(({ counts }) => Object.keys(counts as object)))
      expect((await stateOf(hub, organisationId, released)).state).toBe('succeeded')
      for (const rest of await heldRunsOf(hub, organisationId)) await releaseRun(hub, organisationId, rest)
      return released
    }
    const bench = { ...own, settings: { guard: removals }, afterRun }
    const { failures } = await runCases(bench, cases)
    // The outcomes are those of two runs; nothing may break off.
    expect(failures.map(tell).filter((text) => text.includes('broke off'))).toEqual([])
    expect(seen.filter((word) => REMOVALS.test(`"${word}"`))).toEqual([])
    expect(parts).toBeGreaterThan(3)
  }, 180_000)
})
