import type { PlanContext } from '../../planning/plan.ts'

/** What a run's feed says of records that wait, and whether there are any. */
export interface Waits {
  /** Milliseconds; 0: a record whose user or course is not there is rejected. */
  readonly forMs: number
  /** Records of the feed wait, so those of later lines may take their place. */
  open: boolean
}

/** What carrying out a run needs besides its records. */
export interface RunContext extends PlanContext {
  readonly waits: Waits
}
