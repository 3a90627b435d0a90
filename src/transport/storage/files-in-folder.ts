import { join } from 'node:path'
import { folderStorage } from './folder.ts'
import type { AccountFiles, HubFiles } from './hub-files.ts'
import { checkedPath } from './paths.ts'
import { accountFolder, outboxFolder, PARTIAL, partialFolder } from './places.ts'

/** Files in the data folder: `files/7/outbox`, `files/7/accounts/3`. */
export function filesInFolder(dataFolder: string): HubFiles {
  return {
    outbox(organisationId, folder = '') {
      const root = outboxFolder(dataFolder, organisationId)
      return folderStorage(folder === '' ? root : join(root, ...checkedPath(folder)))
    },
    account(organisationId, accountId): AccountFiles {
      const root = accountFolder(dataFolder, organisationId, accountId)
      const own = folderStorage(root)
      return {
        own,
        partial: folderStorage(partialFolder(dataFolder, organisationId, accountId)),
        takeIn: (path) => own.rename(`${PARTIAL}/${path}`, path),
        async onDisk(path, work) {
          const file = await own.openToRead(path)
          await file.close()
          return work(join(root, ...checkedPath(path)))
        },
      }
    },
    [Symbol.dispose]() {},
  }
}
