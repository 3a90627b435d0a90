import { expect } from 'vitest'
import { hubOn } from '../../../src/cli/open-hub.ts'
import { openStore } from '../../../src/store/open.ts'
import type { StandIn } from '../../moodle-stand-in/stand-in.ts'
import type { TestDatabase } from '../../support/engines.ts'
import { unbalancedFiles } from '../accounts.ts'
import { type RunResult, resultOf } from '../run-result.ts'
import { TEST_KEY, TEST_TIME } from '../test-key.ts'
import { feedToMoodle } from './moodle-feed.ts'
import { siteContent } from './site-content.ts'

/** What a site, its runs and mails came to. Every record has its one outcome, and nothing is left to be settled. */
export async function leftIn(standIn: StandIn, { dataFolder }: TestDatabase) {
  const store = await openStore({ dataFolder })
  try {
    const hub = hubOn(store, dataFolder, TEST_KEY, () => TEST_TIME)
    const defaults = await feedToMoodle(hub, standIn.url)
    const { runs, mails } = await store.asOrganisation(defaults.organisationId, async (tx) => {
      expect(await unbalancedFiles(tx)).toEqual([])
      expect(await tx.db.selectFrom('site_intent').select('run_id').execute()).toEqual([])
      const runs = await tx.db.selectFrom('run').select('id').orderBy('id').execute()
      const mails = await tx.db
        .selectFrom('mail')
        .select(['file_no', 'line', 'to_address'])
        .orderBy('run_id')
        .orderBy('file_no')
        .orderBy('line')
        .orderBy('to_address')
        .execute()
      return { runs, mails }
    })
    const results: RunResult[] = []
    for (const { id } of runs) results.push(await resultOf({ hub, defaults }, id))
    const places = new Map(runs.map(({ id }, index) => [id, index + 1]))
    for (const file of results.flatMap(({ files }) => files)) {
      // A database that crashes passes over some numbers.
      file.name = file.name.replace(/(?<=since run )\d+$/, (id) => String(places.get(Number(id))))
    }
    return { site: siteContent(standIn), results, mails }
  } finally {
    await store.close()
  }
}
