import { sql } from 'kysely'
import type { Action } from '../../domain/action.ts'
import { SEPARATOR } from '../../domain/record-key.ts'
import type { MembershipEnd } from '../../domain/sync-action.ts'
import type { Format, SourceRecord } from '../../formats/format.ts'
import { expiredEnrolments } from '../../sites/embedded/read/expired.ts'
import type { Hub } from '../hub.ts'
import type { Run, RunFile } from '../run-row.ts'
import { loadRun } from '../run-store.ts'
import { addKeysFile } from './keys-file.ts'

export type ExpiryWay = Exclude<MembershipEnd['how'], 'keep'>

/**
 * Before anything of a run is done: notes the enrolments of the feed's method whose end has passed, as a file of the run
 * that is taken last (moodle-csv.md 1.2, `expiredAction`). Done once for a run, also when it is resumed. Gives its files
 * as they are then.
 */
export async function noteExpired(
  hub: Hub,
  run: Run,
  files: readonly RunFile[],
  { method, expiry }: Format,
  settings: unknown,
): Promise<readonly RunFile[]> {
  const how = expiry?.(settings) ?? null
  const first = files.find(({ state }) => state !== 'refused')
  if (how === null || method === undefined || first === undefined) return files
  if (files.some((file) => holdsExpired(file) || file.done > 0 || file.state === 'done')) return files
  const noted = await hub.store.asOrganisation(run.organisationId, async (tx) => {
    const fileNo = Math.max(...files.map((file) => file.fileNo)) + 1
    const { numAffectedRows = 0n } = await sql`
      insert into run_missing_key (organisation_id, run_id, file_no, ord, key)
      select ${run.organisationId}, ${run.id}, ${fileNo}, row_number() over (order by username, shortname),
        username || ${SEPARATOR} || shortname
      from (${expiredEnrolments(run.siteId, method, run.now)}) expired`.execute(tx.db)
    const records = Number(numAffectedRows)
    if (records === 0) return false
    await addKeysFile(tx, run, { ...first, name: `${first.name}, expired` }, fileNo, records, {
      kind: 'enrolment',
      encoding: 'utf-8',
      detail: { removals: how, expired: true },
    })
    return true
  })
  return noted ? (await loadRun(hub, run.organisationId, run.id)).files : files
}

export function holdsExpired({ inspection }: Pick<RunFile, 'inspection'>): boolean {
  return inspection?.detail?.['expired'] === true
}

/** What ends one of them. It is never remembered: what expires once more must be ended once more. */
export function expiredRecord(line: number, key: string, how: ExpiryWay, method: string): SourceRecord {
  const [username = '', shortname = ''] = key.split(SEPARATOR)
  const action: Action = {
    kind: 'enrolment',
    verb: 'end',
    person: { field: 'username', value: username },
    course: { field: 'shortname', value: shortname },
    method,
    role: null,
    ends: 'enrolment',
    how,
    expiredOnly: true,
    ifUnknown: 'leave',
  }
  return { line, key: null, label: username, text: `expired ${how} ${key}`, action }
}
