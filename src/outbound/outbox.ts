import { folderStorage } from '../transport/storage/folder.ts'
import { outboxFolder } from '../transport/storage/places.ts'
import type { Storage } from '../transport/storage/storage.ts'
import type { OutboundHub } from './hub.ts'

/** Where the files of an organisation are put for its accounts to collect. */
export function outboxOf({ dataFolder }: OutboundHub, organisationId: number): Storage {
  return folderStorage(outboxFolder(dataFolder, organisationId))
}
