import { ACTIVITY_DATASETS, type ActivityDataset, type Dataset, ROSTER_DATASETS } from '../domain/activity.ts'
import { refusal } from '../domain/finding.ts'
import type { PeopleFilter } from '../sites/activity.ts'
import type { Store, Tx } from '../store/store.ts'

/** How an export's files look: after the outbound contract, or as Data Hub's grade export. */
export const LAYOUTS = ['contract', 'datahub-version1'] as const
export type Layout = (typeof LAYOUTS)[number]

export const DATASETS: readonly Dataset[] = [...ACTIVITY_DATASETS, ...ROSTER_DATASETS]

/** An export with what is stored of it. */
export interface Export {
  readonly organisationId: number
  readonly id: number
  readonly name: string
  readonly dataset: Dataset
  readonly layout: Layout
  /** As stored: only what was set. */
  readonly settings: object
  readonly siteId: number
}

/** The site an export reads. */
export interface ExportSite {
  readonly id: number
  readonly name: string
  readonly kind: string
  /** Whose site it is. */
  readonly ownerId: number
  /** Its time zone. */
  readonly timeZone: string
  /** Which of its people the organisation may see; null: all, the site being its own. */
  readonly share: PeopleFilter | null
}

/** The exports of an organisation, by name. */
export async function listExports({ db }: Tx, organisationId: number): Promise<Export[]> {
  const rows = await db
    .selectFrom('export')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({
    organisationId,
    id: row.id,
    name: row.name,
    dataset: row.dataset as Dataset,
    layout: row.layout as Layout,
    settings: row.settings,
    siteId: row.site_id,
  }))
}

/** Throws RB-7106, which names those that there are. */
export async function exportNamed(tx: Tx, organisationId: number, name: string): Promise<Export> {
  const exports = await listExports(tx, organisationId)
  const found = exports.find((one) => one.name === name)
  if (found !== undefined) return found
  throw refusal('RB-7106', { value: name, accepted: exports.map((known) => known.name) })
}

/**
 * The site of an export, with what the organisation may see there. Throws RB-7113 for another organisation's site that is
 * not shared with it.
 */
export async function siteOf(store: Store, organisationId: number, siteId: number): Promise<ExportSite> {
  // The house, because row-level security hides another's site.
  const { site, share } = await store.asHouse(async ({ db }) => ({
    site: await db
      .selectFrom('site')
      .select(['id', 'name', 'kind', 'organisation_id', 'facts'])
      .where('id', '=', siteId)
      .executeTakeFirstOrThrow(),
    share: await db
      .selectFrom('site_share')
      .select(['field', 'equals'])
      .where('organisation_id', '=', organisationId)
      .where('site_id', '=', siteId)
      .executeTakeFirst(),
  }))
  const own = site.organisation_id === organisationId
  if (!own && share === undefined) throw refusal('RB-7113', { value: site.name })
  return {
    id: site.id,
    name: site.name,
    kind: site.kind,
    ownerId: site.organisation_id,
    timeZone: (site.facts as { readonly timezone?: string }).timezone ?? 'UTC',
    share: own ? null : share!,
  }
}

export function isActivity(dataset: Dataset): dataset is ActivityDataset {
  return (ACTIVITY_DATASETS as readonly string[]).includes(dataset)
}
