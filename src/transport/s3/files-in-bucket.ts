import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { sweepAbandoned } from '../storage/abandoned.ts'
import { folderStorage } from '../storage/folder.ts'
import type { AccountFiles, HubFiles } from '../storage/hub-files.ts'
import { checkedPath } from '../storage/paths.ts'
import { accountFolder, accountPath, outboxPath, partialFolder } from '../storage/places.ts'
import { putWhole } from '../storage/put-whole.ts'
import { Blocks } from './blocks.ts'
import { s3Client } from './client.ts'
import { S3_LIMITS, type S3Limits, type S3Settings } from './settings.ts'
import { storageBelow } from './storage.ts'
import { Turns } from './turns.ts'

/** Many clients of SFTP share one bucket. */
export const SHARED_LIMITS: S3Limits = { ...S3_LIMITS, connections: 32 }
/** Uploads that are put into the bucket at the same time: each has up to three parts in memory. */
const PUT_TOGETHER = 4

/**
 * Files in a bucket: `PREFIX/7/outbox/…`, `PREFIX/7/accounts/3/…`. Uploads that are not whole yet stay in the data folder
 * until their client has closed them.
 */
export function filesInBucket(
  dataFolder: string,
  settings: S3Settings,
  limits: S3Limits = SHARED_LIMITS,
): HubFiles {
  const client = s3Client(settings, limits)
  const blocks = new Blocks(client)
  const turns = new Turns(PUT_TOGETHER)
  const below = (path: string) =>
    storageBelow(client, blocks, settings.prefix === '' ? path : `${settings.prefix}/${path}`)
  return {
    outbox(organisationId, folder = '') {
      const root = outboxPath(organisationId)
      return below(folder === '' ? root : [root, ...checkedPath(folder)].join('/'))
    },
    account(organisationId, accountId): AccountFiles {
      const own = below(accountPath(organisationId, accountId))
      const partial = folderStorage(partialFolder(dataFolder, organisationId, accountId))
      const fetchedFolder = join(accountFolder(dataFolder, organisationId, accountId), 'fetched')
      const fetched = folderStorage(fetchedFolder)
      return {
        own,
        partial,
        async takeIn(path) {
          await turns.take(() => putWhole(own, path, partial.read(path)))
          await partial.remove(path)
        },
        async onDisk(path, work) {
          // A process that ended in the middle may have left one.
          await sweepAbandoned(fetchedFolder)
          const copy = randomUUID()
          await putWhole(fetched, copy, own.read(path))
          try {
            return await work(join(fetchedFolder, copy))
          } finally {
            await fetched.remove(copy)
          }
        },
      }
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  }
}
