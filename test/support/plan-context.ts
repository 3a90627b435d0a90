import type { PlanContext } from '../../src/planning/plan.ts'
import { PLAIN_PASSWORDS, policyOf } from './arbitrary-actions.ts'

/** The time of every run of these tests. */
export const NOW = Date.UTC(2026, 8, 1, 6)

/** What planning needs, under a feed's settings. */
export function contextOf(settings: object): PlanContext {
  return { policy: policyOf(settings), passwords: PLAIN_PASSWORDS, now: NOW }
}
