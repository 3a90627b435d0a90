import { sameName } from '../datahub-csv/fields.ts'
import { hasActionColumn } from '../datahub-csv/recognise.ts'
import { csvSettings } from '../detect/csv-settings.ts'
import { listed, NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import { FIELDS } from './layout.ts'

/** The heading that identifies (snapshot-sync.md section 1). */
const ID = 'uniqueid'
const HEADINGS = [...FIELDS, ID]

/** What else may identify, by the setting `matchField`. */
const OTHER_ID = 'idnumber'

const DATED_NAME = /^UserUpload\d{8}\.csv$/i

/** Knows full lists by their headings, `uniqueid` above all, and by dated names. */
export function recognise(sample: Sample): Recognition {
  const { name, table } = sample
  const settings = csvSettings(sample)
  if (table === null || settings === null) return NOT_OURS
  const headings = new Set(table.header.map(sameName))
  const missing = HEADINGS.filter((heading) => !headings.has(heading))
  const present = HEADINGS.filter((heading) => headings.has(heading))
  const found = `the header has ${listed(present)}`
  const told = { kind: 'user', settings } as const
  if (hasActionColumn(table)) {
    const reasons = [`${found}, but also an action column`]
    return missing.length === 0 ? { ...told, confidence: 'possible', reasons } : NOT_OURS
  }
  const dated = DATED_NAME.test(plainName(name)) ? ['the name has a date as full lists have it'] : []
  if (missing.length === 0) return { ...told, confidence: 'certain', reasons: [found, ...dated] }
  if (missing.length > 1) return NOT_OURS
  if (dated.length > 0) {
    return { ...told, confidence: 'likely', reasons: [...dated, `${found}, but not ${missing[0]}`] }
  }
  if (missing[0] !== ID || !headings.has(OTHER_ID)) return NOT_OURS
  const reasons = [`the header has ${listed([...present, OTHER_ID])}, but not ${ID}`]
  return { ...told, confidence: 'possible', reasons, settings: { ...settings, matchField: OTHER_ID } }
}

function plainName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}
