import type { FileKind } from '../../domain/action.ts'
import type { Finding } from '../../domain/finding.ts'
import { recordKey } from '../../domain/record-key.ts'
import type { SyncAction } from '../../domain/sync-action.ts'
import type { Inspection, SourceFile, SourceRecord } from '../format.ts'
import type { ImsElement } from './elements.ts'
import { detailOf, ELEMENTS } from './inspect.ts'
import { presentIn } from './present.ts'
import { readEnterprise } from './reader.ts'
import type { ImsSettings } from './settings.ts'
import { toAccount } from './to-account.ts'
import { toCourse } from './to-course.ts'
import { toMembership } from './to-membership.ts'

/**
 * Streams the records of one kind of an inspected file, in batches that are full but for the last. Persons and groups
 * mostly stand before the memberships, which are the bulk of a file: it is read only as far as there are records.
 */
export async function* records(
  file: SourceFile,
  inspection: Inspection,
  settings: ImsSettings,
  batchSize: number,
): AsyncGenerator<SourceRecord[]> {
  const { kind, encoding, records: all } = inspection
  const wanted = new Set([ELEMENTS[kind as FileKind]])
  let batch: SourceRecord[] = []
  let read = 0
  const how = detailOf(inspection).isPlain ? ({ plain: 'known' } as const) : {}
  for await (const elements of readEnterprise(file, encoding, wanted, how)) {
    for (const element of elements) {
      const record = recordOf(element, settings)
      if (record === null) continue
      batch.push(record)
      read += 1
      if (batch.length === batchSize) {
        yield batch
        batch = []
      }
    }
    if (read === all) break
  }
  if (batch.length > 0) yield batch
}

function recordOf(element: ImsElement, settings: ImsSettings): SourceRecord | null {
  const { line } = element
  switch (element.kind) {
    case 'person': {
      const asked = toAccount(element, settings)
      if ('code' in asked) return refused(line, asked, presentIn(element, settings))
      const { action, username } = asked
      return { ...carried(line, action), ...(username !== '' && { label: username }) }
    }
    case 'group': {
      const asked = toCourse(element, settings)
      return 'code' in asked ? refused(line, asked, presentIn(element, settings)) : carried(line, asked)
    }
    case 'member': {
      const asked = toMembership(element, settings)
      return 'code' in asked ? refused(line, asked, presentIn(element, settings)) : carried(line, asked)
    }
    default:
      return null
  }
}

/** The action holds all that the feed's settings make of the record: when they change, it is no longer the same. */
function carried(line: number, action: SyncAction): SourceRecord {
  return { line, key: recordKey(action), text: JSON.stringify(action), action }
}

function refused(line: number, why: Finding, present: string | null): SourceRecord {
  return { line, key: null, ...(present !== null && { present }), text: '', finding: why }
}
