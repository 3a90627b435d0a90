import type { Sealer } from '../domain/sealer.ts'
import type { Store } from '../store/store.ts'

/** What runs of exports work with. */
export interface OutboundHub {
  readonly store: Store
  readonly dataFolder: string
  /** Opens what is stored of how a site is reached. */
  readonly sealer: Sealer
  /** Milliseconds since 1970 UTC. A run reads it once and keeps to that time. */
  readonly now: () => number
}
