import { existing } from '../domain/values/dates.ts'
import type { Tx } from '../store/store.ts'
import type { Storage } from '../transport/storage/storage.ts'
import { PREFIXES } from './datasets/index.ts'
import { changeFile, type ExportFile, exportFiles, pathOf } from './export-files.ts'
import { isActivity, listExports } from './exports.ts'
import { prefixOf } from './file-name.ts'
import type { OutboundHub } from './hub.ts'
import { manifestName } from './manifest.ts'
import type { ExportRun } from './runs.ts'
import type { ExportSettings } from './settings/settings.ts'
import { addDays, daysBetween } from './time/windows.ts'
import { forgetWatches } from './watch/watches.ts'

const DATED = /^([A-Za-z0-9]+?)(\d{4})(\d{2})(\d{2})\.csv$/

/**
 * Removes files that are older than the retention (outbound rule O-47), by the date in their name: those of this export,
 * and those that have the name of such a feed and belong to no other export of the organisation. All else stays. One that
 * was issued again is kept as long once more. What is remembered of the dates themselves goes with them.
 *
 * @param date the local date of the run
 */
export async function removeOld(
  hub: OutboundHub,
  run: ExportRun,
  own: { readonly prefix: string; readonly settings: Pick<ExportSettings, 'folder' | 'retentionDays'> },
  outbox: Storage,
  date: string,
): Promise<void> {
  const { folder, retentionDays } = own.settings
  const { others, files } = await hub.store.asOrganisation(run.organisationId, async (tx) => {
    const [others, files] = await Promise.all([
      prefixesOfOthers(tx, run, folder),
      exportFiles(tx, run, ['published']),
      forgetWatches(tx, run, addDays(date, -retentionDays)),
    ])
    return { others, files }
  })
  const mine = new Map(files.filter((file) => file.removedAt === null).map((file) => [pathOf(file), file]))
  const prefixes = new Set([own.prefix, ...PREFIXES.filter((prefix) => !others.has(prefix))])
  for await (const { name, kind } of outbox.list(folder)) {
    const dated = datedName(name)
    if (kind !== 'file' || dated === null || !prefixes.has(dated.prefix)) continue
    if (daysBetween(dated.date, date) <= retentionDays) continue
    const path = pathOf({ folder, name })
    const file = mine.get(path)
    if (file !== undefined && wasReissued(file, date, retentionDays)) continue
    await outbox.remove(path)
    if (file === undefined) continue
    if ((await outbox.stat(manifestName(path))) !== null) await outbox.remove(manifestName(path))
    await hub.store.asOrganisation(run.organisationId, (tx) =>
      changeFile(tx, run, file.id, { removed_at: new Date(run.now) }),
    )
  }
}

/** Null for a name that no dated file of a feed has. */
export function datedName(name: string): { readonly prefix: string; readonly date: string } | null {
  const [, prefix, year, month, day] = DATED.exec(name) ?? []
  if (prefix === undefined || existing(Number(year), Number(month), Number(day)) === null) return null
  return { prefix, date: `${year}-${month}-${day}` }
}

async function prefixesOfOthers(tx: Tx, run: ExportRun, folder: string): Promise<Set<string>> {
  const exports = await listExports(tx, run.organisationId)
  const others = exports.filter(
    ({ id, dataset, settings }) =>
      id !== run.exportId &&
      isActivity(dataset) &&
      ((settings as { readonly folder?: string }).folder ?? '') === folder,
  )
  return new Set(others.map(({ dataset }) => prefixOf(dataset)))
}

function wasReissued({ reissuedAt }: ExportFile, date: string, retentionDays: number): boolean {
  return reissuedAt !== null && reissuedAt.toISOString().slice(0, 10) >= addDays(date, -retentionDays)
}
