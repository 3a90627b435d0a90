import type { PasswordHasher } from '../domain/password-hasher.ts'
import type { Sealer } from '../domain/sealer.ts'
import type { Store } from '../store/store.ts'
import type { MoodleConnections } from '../transport/moodle-ws/connections.ts'
import type { HubFiles } from '../transport/storage/hub-files.ts'

/** What every run works with: the store, the data folder, and what the instance key makes. */
export interface Hub extends AsyncDisposable {
  readonly store: Store
  readonly dataFolder: string
  /** Where the files lie that organisations collect and send. */
  readonly files: HubFiles
  readonly passwords: PasswordHasher
  readonly sealer: Sealer
  /** The clients of Moodle sites, one for each. */
  readonly moodle: MoodleConnections
  /** 32 hex digits for a record's text, under the instance key. */
  readonly hashRecord: (text: string) => string
  /** Milliseconds since 1970 UTC. A run reads it once and keeps to that time. */
  readonly now: () => number
}
