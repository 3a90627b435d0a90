import { instanceKey } from '../access/instance-key.ts'
import { passwordHasher } from '../access/passwords.ts'
import { recordHasher } from '../access/record-hash.ts'
import { sealer } from '../access/secrets.ts'
import type { Hub } from '../inbound/hub.ts'
import { openStore } from '../store/open.ts'
import type { Store, StoreOptions } from '../store/store.ts'
import { moodleConnections } from '../transport/moodle-ws/connections.ts'

export interface HubOptions extends StoreOptions {
  readonly dataFolder: string
  /** `postgresql://…`; absent: PGlite in the data folder. */
  readonly databaseUrl?: string
  /** 64 hex digits; absent: kept in the data folder. */
  readonly key?: string
  /** Milliseconds since 1970 UTC; absent: the clock of this machine. */
  readonly now?: () => number
}

/** Puts together what runs work with: store, archive folder, and what the instance key makes. */
export async function openHub(options: HubOptions): Promise<Hub> {
  const store = await openStore(options)
  try {
    return hubOn(store, options.dataFolder, await instanceKey(options.dataFolder, options.key), options.now)
  } catch (error) {
    await store.close()
    throw error
  }
}

export function hubOn(store: Store, dataFolder: string, key: string, now: () => number = Date.now): Hub {
  return {
    store,
    dataFolder,
    passwords: passwordHasher(key),
    sealer: sealer(key),
    moodle: moodleConnections(),
    hashRecord: recordHasher(key),
    now,
    [Symbol.asyncDispose]: () => store.close(),
  }
}
