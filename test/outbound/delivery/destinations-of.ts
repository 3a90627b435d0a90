import { sql } from 'kysely'
import { type Attempt, type DeliverRequest, deliverDue } from '../../../src/outbound/delivery/deliver.ts'
import { destinationNamed } from '../../../src/outbound/delivery/destinations.ts'
import { putSecret } from '../../../src/outbound/delivery/secrets.ts'
import { exportNamed } from '../../../src/outbound/exports.ts'
import { runExports } from '../../../src/outbound/run-export.ts'
import type { Store } from '../../../src/store/store.ts'
import { BUCKET, KEY, type S3StandIn } from '../../transport/s3/stand-in.ts'
import type { Sshd } from '../../transport/sftp-client/sshd.ts'
import type { World } from '../outbound-hub.ts'

export const EXPORT = 'completion'

/** What a test says of a destination besides its kind. */
type Changes = Readonly<Record<string, unknown>>

export function toFolder(changes: Changes = {}): object {
  return { kind: 'folder', name: 'share', path: 'drop/here', ...changes }
}

export function toSftp({ port, user, hostKeys }: Sshd, changes: Changes = {}): object {
  return {
    kind: 'sftp',
    name: 'partner',
    host: '127.0.0.1',
    port,
    user,
    hostKey: hostKeys.ed25519,
    ...changes,
  }
}

export function toS3({ endpoint }: S3StandIn, changes: Changes = {}): object {
  const { keyId, region } = KEY
  return { kind: 's3', name: 'bucket', endpoint, region, bucket: BUCKET, prefix: 'in', keyId, ...changes }
}

/** Everything that `deliver` did, in its order. */
export async function deliver(
  { hub }: World,
  organisationId: number,
  {
    store = hub.store,
    deliveryFolder = null,
    ...request
  }: DeliverRequest & { store?: Store; deliveryFolder?: string | null } = {},
): Promise<Attempt[]> {
  return Array.fromAsync(deliverDue({ ...hub, store, deliveryFolder }, organisationId, request))
}

export async function publish(at: World, organisationId: number, time: string, request = {}): Promise<void> {
  at.at(time)
  const [result] = await runExports(at.hub, organisationId, [], request)
  if (result?.finding) throw new Error(result.finding.message)
}

export async function giveSecret(
  { hub }: World,
  organisationId: number,
  name: string,
  secret: string,
): Promise<void> {
  await hub.store.asOrganisation(organisationId, async (tx) => {
    const of = await exportNamed(tx, organisationId, EXPORT)
    await putSecret(tx, hub.sealer, { organisationId, exportId: of.id }, destinationNamed(of, name), secret)
  })
}

/** As if ten minutes had passed since the last sign of life of who delivers. */
export async function forgetWorkers({ hub }: World): Promise<void> {
  await hub.store.asHouse(({ db }) =>
    sql`update export_delivery set alive_at = alive_at - interval '10 minutes' where worker is not null`.execute(
      db,
    ),
  )
}
