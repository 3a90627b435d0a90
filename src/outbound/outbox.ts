import { type FolderStorage, folderStorage } from '../transport/storage/folder.ts'
import { outboxFolder } from '../transport/storage/places.ts'
import type { OutboundHub } from './hub.ts'

/** Where the files of an organisation are put for its accounts to collect. */
export function outboxOf({ dataFolder }: OutboundHub, organisationId: number): FolderStorage {
  return folderStorage(outboxFolder(dataFolder, organisationId))
}
