import { type Finding, finding } from '../domain/finding.ts'
import type { Inspection } from '../formats/format.ts'
import type { Tx } from '../store/store.ts'

/** Why a site cannot take a file at all, whatever its records say; null when it can. */
export async function refusedBySite(
  tx: Tx,
  siteId: number,
  inspection: Inspection | null,
): Promise<Finding | null> {
  if (inspection?.kind !== 'activity') return null
  const { kind } = await tx.db
    .selectFrom('site')
    .select('kind')
    .where('id', '=', siteId)
    .executeTakeFirstOrThrow()
  return kind === 'embedded' ? null : finding('RB-4502')
}
