import { sql } from 'kysely'
import { exportNamed } from './exports.ts'
import type { OutboundHub } from './hub.ts'

/** A file and when an account had fetched it whole. */
export interface Collected {
  readonly name: string
  readonly sequence: number
  readonly publishedAt: Date
  /** The first time, by any of the accounts; null: not yet. */
  readonly collectedAt: Date | null
  readonly login: string | null
  readonly times: number
}

/**
 * What became of the files of an export at their receiver, the oldest first, by what the SFTP server recorded: paths
 * there are those in the organisation's outbox, whichever part of it an account sees. Throws RB-7106.
 */
export async function collectedFiles(
  { store }: OutboundHub,
  organisationId: number,
  name: string,
): Promise<Collected[]> {
  return store.asOrganisation(organisationId, async (tx) => {
    const { id } = await exportNamed(tx, organisationId, name)
    const { rows } = await sql<Collected>`
      select f.name, f.sequence, f.published_at as "publishedAt", first.at as "collectedAt", first.login,
        coalesce(first.times, 0)::integer as times
      from export_file f
      left join lateral (
        select min(s.at) as at, (array_agg(a.login order by s.at))[1] as login, count(*) as times
        from sftp_audit s
        join account a on a.organisation_id = s.organisation_id and a.id = s.account_id
        where s.organisation_id = f.organisation_id and s.action = 'collected' and s.size = f.size
          and s.path = '/outbox/' || case when f.folder = '' then '' else f.folder || '/' end || f.name
          and s.at >= f.published_at) first on true
      where f.organisation_id = ${organisationId} and f.export_id = ${id} and f.state in ('published', 'replaced')
      order by f.sequence`.execute(tx.db)
    return rows
  })
}
