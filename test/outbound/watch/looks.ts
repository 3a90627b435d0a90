import { sql } from 'kysely'
import { changeExport } from '../../../src/outbound/define.ts'
import type { OutboundHub } from '../../../src/outbound/hub.ts'
import { incidents } from '../../../src/outbound/watch/incidents.ts'
import { type Looked, lookAtExports } from '../../../src/outbound/watch/look.ts'
import type { World } from '../outbound-hub.ts'

/** What a look tells at a time. */
export async function look(
  { hub, at }: World,
  organisationId: number,
  time: string,
  changed: Partial<OutboundHub> = {},
): Promise<Looked[]> {
  at(time)
  return Array.fromAsync(lookAtExports({ ...hub, ...changed }, organisationId))
}

/** A look in a line for each export: what it did, and the codes of what it told. */
export function brief(looked: readonly Looked[]): string[] {
  return looked.map(({ export: name, what, files, finding, missing }) =>
    [
      name,
      what,
      ...files.map((file) => `${file.what} ${file.name}`),
      ...missing.map(({ code, value }) => `${code} ${value}`),
      ...(finding === null ? [] : [`failed ${finding.code}`]),
    ].join(', '),
  )
}

/** Lets the site tell nothing to an export, or again what it has. */
export async function failing(
  { hub }: World,
  organisationId: number,
  name: string,
  fails: boolean,
  settings: object = {},
): Promise<void> {
  // A field that the site does not have.
  const changed = { timeZone: 'UTC', ...settings, ...(fails && { uniqueId: 'profile.shoe' }) }
  await hub.store.asOrganisation(organisationId, (tx) => changeExport(tx, organisationId, name, changed))
}

/** What is on record, in a line for each file; times of the day in UTC. */
export async function onRecord({ hub }: World, organisationId: number, open = false): Promise<string[]> {
  const time = (at: Date | null) => at?.toISOString().slice(11, 19) ?? '-'
  return (await incidents(hub, organisationId, open)).map(
    ({ export: name, date, warnedAt, incidentAt, publishedAt }) =>
      `${name} ${date} warned ${warnedAt.map(time).join(' ') || '-'} incident ${time(incidentAt)} published ${time(publishedAt)}`,
  )
}

/** The dates of which something is remembered. */
export async function watchedDates({ hub }: World, organisationId: number): Promise<string[]> {
  const { rows } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    sql<{ date: string }>`select file_date as date from export_watch order by export_id, file_date`.execute(
      db,
    ),
  )
  return rows.map(({ date }) => date)
}
