import { sql } from 'kysely'
import type { Finding } from '../domain/finding.ts'
import type { OutboundHub } from './hub.ts'
import type { ExportRunState } from './runs.ts'

/** An export with what it published last. */
export interface ExportSummary {
  readonly name: string
  readonly dataset: string
  readonly layout: string
  readonly lastFile: { readonly name: string; readonly rows: number; readonly sequence: number } | null
  readonly lastRun: {
    readonly state: ExportRunState
    readonly clock: string
    readonly finding: Finding | null
  } | null
}

/** The exports of an organisation, by name. */
export async function summaries({ store }: OutboundHub, organisationId: number): Promise<ExportSummary[]> {
  const { rows } = await store.asOrganisation(organisationId, ({ db }) =>
    sql<ExportSummary>`
      select e.name, e.dataset, e.layout,
        (select jsonb_build_object('name', f.name, 'rows', f.rows, 'sequence', f.sequence) from export_file f
          where f.organisation_id = e.organisation_id and f.export_id = e.id and f.state = 'published'
          order by f.sequence desc limit 1) as "lastFile",
        (select jsonb_build_object('state', r.state, 'clock', to_char(r.clock, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'finding', r.finding) from export_run r
          where r.organisation_id = e.organisation_id and r.export_id = e.id order by r.id desc limit 1) as "lastRun"
      from export e where e.organisation_id = ${organisationId} order by e.name`.execute(db),
  )
  return rows
}
