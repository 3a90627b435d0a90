import { sql } from 'kysely'
import type { OutboundHub } from '../hub.ts'
import { settledAt } from './watches.ts'

/** That a file was missing when it was warned of, or at the deadline. */
export interface Incident {
  readonly export: string
  /** Of the file, `YYYY-MM-DD`. */
  readonly date: string
  /** Each time that it was told to be missing. */
  readonly warnedAt: readonly Date[]
  /** When it was seen not to have been there by the deadline; null: it was there. */
  readonly incidentAt: Date | null
  /** Null: it is still missing. */
  readonly publishedAt: Date | null
}

/**
 * What is on record of an organisation's files that were missing, the oldest first (outbound rule O-45). It is kept as long as
 * the files.
 *
 * @param open only of those that still are
 */
export async function incidents(
  { store }: OutboundHub,
  organisationId: number,
  open = false,
): Promise<Incident[]> {
  const { rows } = await store.asOrganisation(organisationId, ({ db }) =>
    sql<Incident>`
      select e.name as export, w.file_date as date, w.warned_at as "warnedAt", w.incident_at as "incidentAt",
        coalesce(w.published_at, s.at) as "publishedAt"
      from export_watch w
      join export e on e.organisation_id = w.organisation_id and e.id = w.export_id
      left join lateral (${settledAt}) s on w.published_at is null
      where w.organisation_id = ${organisationId} and (w.incident_at is not null or w.warned_at <> '{}')
        and not (${open} and coalesce(w.published_at, s.at) is not null)
      order by w.file_date, e.name`.execute(db),
  )
  return rows
}
