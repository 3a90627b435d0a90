import { instanceKey } from '../access/instance-key.ts'
import { passwordHasher } from '../access/passwords.ts'
import { recordHasher } from '../access/record-hash.ts'
import { sealer } from '../access/secrets.ts'
import type { Hub } from '../inbound/hub.ts'
import { openStore } from '../store/open.ts'
import type { Store, StoreOptions } from '../store/store.ts'
import { moodleConnections } from '../transport/moodle-ws/connections.ts'
import { filesInBucket } from '../transport/s3/files-in-bucket.ts'
import type { S3Settings } from '../transport/s3/settings.ts'
import { filesInFolder } from '../transport/storage/files-in-folder.ts'
import type { HubFiles } from '../transport/storage/hub-files.ts'

export interface HubOptions extends StoreOptions {
  readonly dataFolder: string
  /** `postgresql://…`; absent: PGlite in the data folder. */
  readonly databaseUrl?: string
  /** 64 hex digits; absent: kept in the data folder. */
  readonly key?: string
  /** Where the files of organisations lie; absent: in the data folder. */
  readonly bucket?: S3Settings
  /** Milliseconds since 1970 UTC; absent: the clock of this machine. */
  readonly now?: () => number
}

/** Puts together what runs work with: store, archive folder, and what the instance key makes. */
export async function openHub(options: HubOptions): Promise<Hub> {
  const store = await openStore(options)
  try {
    const { dataFolder, bucket, now } = options
    const key = await instanceKey(dataFolder, options.key)
    return hubOn(store, dataFolder, key, now, bucket && filesInBucket(dataFolder, bucket))
  } catch (error) {
    await store.close()
    throw error
  }
}

export function hubOn(
  store: Store,
  dataFolder: string,
  key: string,
  now: () => number = Date.now,
  files: HubFiles = filesInFolder(dataFolder),
): Hub {
  return {
    store,
    dataFolder,
    files,
    passwords: passwordHasher(key),
    sealer: sealer(key),
    moodle: moodleConnections(),
    hashRecord: recordHasher(key),
    now,
    async [Symbol.asyncDispose]() {
      files[Symbol.dispose]()
      await store.close()
    },
  }
}
