import { createHash } from 'node:crypto'
import { RollbookError } from '../../domain/finding.ts'
import type { Written } from '../issue.ts'
import { keptBytes } from '../kept-bytes.ts'
import { hashInOutbox } from '../put-in-place.ts'
import type { Destination } from '../settings/destinations.ts'
import type { Claimed } from './deliveries.ts'
import { nameThere } from './destinations.ts'
import type { DeliveryHub } from './hub.ts'
import { noteIntent, signOfLife, type Work } from './outcomes.ts'
import { encrypted } from './pgp.ts'
import type { Remote } from './remote.ts'

const SIGN_EVERY_MS = 10_000

/**
 * Puts a file in place at a destination (outbound rule O-40): written under a temporary name, flushed, the intent noted,
 * renamed. Gives `found` when an earlier attempt had put it there already, and nobody could remember that.
 */
export async function send(
  hub: DeliveryHub,
  work: Work,
  destination: Destination,
  remote: Remote,
  file: Claimed,
): Promise<'delivered' | 'found'> {
  const { store, dataFolder } = hub
  const { organisationId } = work
  const name = nameThere(destination, file.name)
  if (await isThere(remote, name, file)) return 'found'
  const plain = keptBytes(dataFolder, organisationId, { name: file.name, sha256: file.fileHash })
  const bytes = destination.pgp === undefined ? plain : await encrypted(plain, destination)
  const draft = await remote.create(name)
  try {
    const hash = createHash('sha256')
    let size = 0
    let signedAt = performance.now()
    for await (const piece of bytes) {
      hash.update(piece)
      await draft.write(piece, size)
      size += piece.length
      if (performance.now() - signedAt < SIGN_EVERY_MS) continue
      await store.asOrganisation(organisationId, (tx) => signOfLife(tx, work))
      signedAt = performance.now()
    }
    const written: Written = { size, sha256: hash.digest('hex') }
    await store.asOrganisation(organisationId, (tx) => noteIntent(tx, work, file, written))
    await draft.commit()
    return 'delivered'
  } catch (error) {
    // Why it failed is told; that it could not be cleared away either is of no use to anybody.
    await draft.discard().catch(() => {})
    throw error
  }
}

/**
 * Looks, after an attempt that may have come to its end: by size, and by content where that can be read. Where nothing may be
 * seen the file is sent again; where only its size may, that is enough unless another file had the name before.
 */
async function isThere(remote: Remote, name: string, { size, sha256, replaces }: Claimed): Promise<boolean> {
  if (sha256 === null) return false
  const found = await remote.stat(name).catch(unlessRefused)
  if (found?.kind !== 'file' || found.size !== size) return false
  const hash = await hashInOutbox(remote, name).catch(unlessRefused)
  return hash === null ? replaces === null : hash === sha256
}

/** Null where looking is not allowed. */
function unlessRefused(error: unknown): null {
  const mayNotLook = ['RB-7408', 'RB-7412']
  if (error instanceof RollbookError && mayNotLook.includes(error.finding.code)) return null
  throw error
}
