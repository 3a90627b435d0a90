import type { Store } from '../store/store.ts'

/** What runs of exports work with. */
export interface OutboundHub {
  readonly store: Store
  readonly dataFolder: string
  /** Milliseconds since 1970 UTC. A run reads it once and keeps to that time. */
  readonly now: () => number
}
