import { type Finding, finding } from '../domain/finding.ts'
import type { Inspection } from '../formats/format.ts'
import type { Tx } from '../store/store.ts'

const PREFIX = 'profile_field_'

/**
 * Data Hub rule F-9: a column for a profile field that the site does not have is told once, for the header, and its
 * records are taken as if the column were not there. With the code RB-1306 the findings are refusals of the file.
 */
export async function profileColumnWarnings(
  tx: Tx,
  siteId: number,
  inspection: Inspection,
  code: 'RB-2016' | 'RB-1306' = 'RB-2016',
): Promise<Finding[]> {
  if (inspection.kind !== 'user') return []
  const columns = columnsIn(inspection)
  if (columns.length === 0) return []
  const fields = await tx.db
    .selectFrom('site_profile_field')
    .select('shortname')
    .where('site_id', '=', siteId)
    .orderBy('position')
    .execute()
  const known = new Set(fields.map(({ shortname }) => shortname.toLowerCase()))
  return columns
    .filter(({ shortname }) => !known.has(shortname.toLowerCase()))
    .map(({ label }) =>
      finding(code, {
        field: label,
        accepted: fields.length === 0 ? 'none' : fields.map(({ shortname }) => shortname).join(', '),
      }),
    )
}

/** Columns that stand for profile fields, as the file spells them, with the short names that they mean. */
function columnsIn({ profileColumns, header = [] }: Inspection): { label: string; shortname: string }[] {
  if (profileColumns !== undefined) return profileColumns.map((label) => ({ label, shortname: label }))
  return header
    .map((name) => name.trim())
    .filter((name) => name.toLowerCase().startsWith(PREFIX))
    .map((label) => ({ label, shortname: label.slice(PREFIX.length) }))
}
