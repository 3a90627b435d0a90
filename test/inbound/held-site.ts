import { sql } from 'kysely'
import { type Dump, siteDump } from './site-dump.ts'
import type { TestHub } from './test-hub.ts'

export interface SeenUser {
  readonly username: string
  readonly idnumber: string
  readonly lastname: string
  readonly suspended: boolean
}

/** The live users of a hub's site, by user name. */
export function siteContent({ hub, defaults }: TestHub): Promise<SeenUser[]> {
  return hub.store.asOrganisation(defaults.organisationId, async ({ db }) => {
    const { rows } = await sql<SeenUser>`
      select username, idnumber, lastname, suspended from site_user
      where site_id = ${defaults.siteId} and not deleted order by username`.execute(db)
    return rows
  })
}

/** Everything of the organisation's site. */
export function dump({ hub, defaults }: TestHub): Promise<Dump> {
  return hub.store.asOrganisation(defaults.organisationId, (tx) => siteDump(tx))
}

/** How many records of a run had which outcome. */
export function outcomesOf({ hub, defaults }: TestHub, runId: number): Promise<Record<string, number>> {
  return hub.store.asOrganisation(defaults.organisationId, async ({ db }) => {
    const files = await db.selectFrom('run_file').select('counts').where('run_id', '=', runId).execute()
    const sum: Record<string, number> = {}
    for (const { counts } of files) {
      for (const [word, number] of Object.entries(counts as Record<string, number>)) {
        sum[word] = (sum[word] ?? 0) + number
      }
    }
    return sum
  })
}

/** Numbers of the runs that wait for a person. */
export function heldRuns({ hub, defaults }: TestHub): Promise<number[]> {
  return hub.store.asOrganisation(defaults.organisationId, async ({ db }) => {
    const runs = await db.selectFrom('run').select('id').where('state', '=', 'held').orderBy('id').execute()
    return runs.map(({ id }) => id)
  })
}
