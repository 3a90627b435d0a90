import { refusal } from '../../domain/finding.ts'
import { parseSettings } from '../../formats/settings.ts'
import { checkedPath } from '../../transport/storage/paths.ts'
import type { ExportFile } from '../export-files.ts'
import type { Export } from '../exports.ts'
import type { Destination } from '../settings/destinations.ts'
import { contractSettings, datahubGradeSettings } from '../settings/schema.ts'
import { clockTime } from '../time/clock-time.ts'

export type DatedFile = Pick<ExportFile, 'kind' | 'date' | 'reissuedAt'>

/** Where the files of an export go, and by when. */
export interface DeliveryPlan {
  readonly destinations: readonly Destination[]
  /**
   * Milliseconds since 1970 UTC; null for files without a date to keep: histories, those of Data Hub's layout, and what was
   * issued again.
   */
  deadlineOf(file: DatedFile): number | null
}

/** Throws RB-8001 to RB-8003. */
export function deliveryPlan({ layout, settings }: Pick<Export, 'layout' | 'settings'>): DeliveryPlan {
  if (layout === 'datahub-version1') {
    const { deliverTo } = parseSettings(datahubGradeSettings, settings)
    return { destinations: deliverTo, deadlineOf: () => null }
  }
  const { deliverTo, deliverBy, timeZone } = parseSettings(contractSettings, settings)
  return {
    destinations: deliverTo,
    deadlineOf: ({ kind, date, reissuedAt }) =>
      kind === 'window' && reissuedAt === null ? clockTime(date, deliverBy, timeZone) : null,
  }
}

/** Throws RB-7401 for two of one name, RB-7202 for a path that leads elsewhere. */
export function checkDestinations(of: Pick<Export, 'layout' | 'settings'>): void {
  const names = new Set<string>()
  for (const destination of deliveryPlan(of).destinations) {
    const { name, kind } = destination
    if (names.has(name)) throw refusal('RB-7401', { value: name })
    names.add(name)
    const path = kind === 'folder' ? destination.path : kind === 's3' ? destination.prefix : ''
    if (path !== '') checkedPath(path)
  }
}

/** Throws RB-7402, which names those that there are. */
export function destinationNamed(of: Export, name: string): Destination {
  const { destinations } = deliveryPlan(of)
  const found = destinations.find((one) => one.name === name)
  if (found !== undefined) return found
  throw refusal('RB-7402', { value: name, accepted: destinations.map((known) => known.name) })
}

/** Where a secret goes, for people: `sftp://user@host:22`. Null for a destination that needs none. */
export function addressOf(destination: Destination): string | null {
  switch (destination.kind) {
    case 'sftp':
      return `sftp://${destination.user}@${destination.host}:${destination.port}`
    case 's3':
      return `${destination.endpoint} (${destination.keyId})`
    case 'folder':
      return null
  }
}

/** Under which name a file is put there. */
export function nameThere({ pgp }: Destination, name: string): string {
  return pgp === undefined ? name : `${name}.pgp`
}
