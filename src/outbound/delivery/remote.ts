import { stat } from 'node:fs/promises'
import { refusal } from '../../domain/finding.ts'
import { s3Storage } from '../../transport/s3/storage.ts'
import { sftpFolder } from '../../transport/sftp-client/folder.ts'
import { pinnedKey } from '../../transport/sftp-client/pinned-key.ts'
import { FOR_THE_GROUP, folderStorage } from '../../transport/storage/folder.ts'
import type { Storage } from '../../transport/storage/storage.ts'
import type { LedgerOf } from '../ledger.ts'
import type { Destination } from '../settings/destinations.ts'
import type { DeliveryHub } from './hub.ts'
import { secretOf } from './secrets.ts'

/** A destination while files are put there. */
export type Remote = Pick<Storage, 'stat' | 'read' | 'create'> & AsyncDisposable

/**
 * Throws what keeps a destination from being used: RB-7403 without its secret, RB-7405 to RB-7407, RB-7409 and RB-7418 of a
 * server, RB-7410 and RB-7204 for a folder. A new kind is its setting and a case here.
 */
export async function openRemote(hub: DeliveryHub, of: LedgerOf, destination: Destination): Promise<Remote> {
  const { store, sealer } = hub
  const secret = await store.asOrganisation(of.organisationId, (tx) => secretOf(tx, sealer, of, destination))
  switch (destination.kind) {
    case 'sftp':
      return sftpFolder({ ...destination, hostKey: pinnedKey(destination.hostKey)!, secret })
    case 's3': {
      const storage = s3Storage({ ...destination, secret })
      return { ...storage, [Symbol.asyncDispose]: async () => storage[Symbol.dispose]() }
    }
    case 'folder':
      return folderOf(hub, of, destination.path)
  }
}

/** Each organisation has a folder of its own below the allowed one, so that none reaches what is another's. */
async function folderOf(
  { store, deliveryFolder }: DeliveryHub,
  { organisationId }: LedgerOf,
  path: string,
): Promise<Remote> {
  if (deliveryFolder === null) throw refusal('RB-7410')
  // A disk that is not mounted must not be taken for an empty one.
  await stat(deliveryFolder).catch((error: NodeJS.ErrnoException) => {
    throw refusal('RB-7204', { value: deliveryFolder, reason: error.code ?? error.message }, { cause: error })
  })
  const { name: own } = await store.asHouse(({ db }) =>
    db.selectFrom('organisation').select('name').where('id', '=', organisationId).executeTakeFirstOrThrow(),
  )
  const storage = folderStorage(deliveryFolder, FOR_THE_GROUP)
  const placeOf = (name: string) => [own, ...(path === '' ? [] : [path]), name].join('/')
  return {
    stat: (name) => storage.stat(placeOf(name)),
    read: (name, start) => storage.read(placeOf(name), start),
    create: (name) => storage.create(placeOf(name)),
    async [Symbol.asyncDispose]() {},
  }
}
