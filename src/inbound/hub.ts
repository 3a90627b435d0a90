import type { PasswordHasher } from '../domain/password-hasher.ts'
import { instanceKey } from '../access/instance-key.ts'
import { passwordHasher } from '../access/passwords.ts'
import { recordHasher } from '../access/record-hash.ts'
import { openStore } from '../store/open.ts'
import type { Store, StoreOptions } from '../store/store.ts'

/** What every run works with: the store, the data folder, and what the instance key makes. */
export interface Hub extends AsyncDisposable {
  readonly store: Store
  readonly dataFolder: string
  readonly passwords: PasswordHasher
  /** 32 hex digits for a record's text, under the instance key. */
  readonly hashRecord: (text: string) => string
  /** Milliseconds since 1970 UTC. A run reads it once and keeps to that time. */
  readonly now: () => number
}

export interface HubOptions extends StoreOptions {
  readonly dataFolder: string
  /** `postgresql://…`; absent: PGlite in the data folder. */
  readonly databaseUrl?: string
  /** 64 hex digits; absent: kept in the data folder. */
  readonly key?: string
}

export async function openHub(options: HubOptions): Promise<Hub> {
  const store = await openStore(options)
  try {
    return hubOn(store, options.dataFolder, await instanceKey(options.dataFolder, options.key))
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
    hashRecord: recordHasher(key),
    now,
    [Symbol.asyncDispose]: () => store.close(),
  }
}
