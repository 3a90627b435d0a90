import { sql } from 'kysely'
import type { SourceRecord } from '../../formats/format.ts'
import { textArray } from '../../store/array-literal.ts'
import type { Hub } from '../hub.ts'
import { kindNumber } from '../memory.ts'
import type { Run, RunFile } from '../run-row.ts'

/**
 * Keeps the keys of everything that a list names, refused records included: whom a faulty row names is not missing
 * (snapshot-sync.md 3.4).
 */
export async function keepPresentKeys(
  hub: Hub,
  run: Run,
  { kind }: RunFile,
  batches: AsyncIterable<readonly SourceRecord[]>,
): Promise<void> {
  for await (const records of batches) {
    const keys = records.flatMap(({ key, present }) => key ?? present ?? [])
    if (keys.length === 0) continue
    await hub.store.asOrganisation(run.organisationId, ({ db }) =>
      sql`
        insert into run_present_key (organisation_id, run_id, kind, key)
        select ${run.organisationId}, ${run.id}, ${kindNumber(kind!)}, key
        from unnest(${textArray(keys)}::text[]) present (key)`.execute(db),
    )
  }
}
