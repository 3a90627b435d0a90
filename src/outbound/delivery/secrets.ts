import { refusal } from '../../domain/finding.ts'
import { DELIVERY_SECRET, type Sealer } from '../../domain/sealer.ts'
import type { Tx } from '../../store/store.ts'
import type { LedgerOf } from '../ledger.ts'
import type { Destination } from '../settings/destinations.ts'
import { addressOf } from './destinations.ts'

/** Keeps the secret of a destination, sealed for the address that it has now, in place of one that is there. */
export async function putSecret(
  tx: Tx,
  sealer: Sealer,
  { organisationId, exportId }: LedgerOf,
  destination: Destination,
  secret: string,
): Promise<void> {
  const address = addressOf(destination) ?? ''
  const kept = { address, sealed: sealer.seal(secret, purposeOf(address)) }
  await tx.db
    .insertInto('export_secret')
    .values({
      organisation_id: organisationId,
      export_id: exportId,
      destination: destination.name,
      ...kept,
    })
    .onConflict((on) => on.columns(['organisation_id', 'export_id', 'destination']).doUpdateSet(kept))
    .execute()
}

/**
 * The secret of a destination; '' for one that needs none. Throws RB-7403 when there is none, or the destination has
 * another address since: whoever changes that learns no secret. Throws RB-9050 when the instance key is another.
 */
export async function secretOf(
  tx: Tx,
  sealer: Sealer,
  { organisationId, exportId }: LedgerOf,
  destination: Destination,
): Promise<string> {
  const address = addressOf(destination)
  if (address === null) return ''
  const kept = await tx.db
    .selectFrom('export_secret')
    .select(['address', 'sealed'])
    .where('organisation_id', '=', organisationId)
    .where('export_id', '=', exportId)
    .where('destination', '=', destination.name)
    .executeTakeFirst()
  if (kept?.address !== address) throw refusal('RB-7403', { value: destination.name, address })
  return sealer.open(kept.sealed, purposeOf(address))
}

function purposeOf(address: string): string {
  return `${DELIVERY_SECRET} ${address}`
}
