import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { runExports } from '../../src/outbound/run-export.ts'
import { MOST_IN_MEMORY } from '../../src/outbound/sort/sorter.ts'
import { sortingFolder } from '../../src/outbound/sort/sorting-folder.ts'
import { storeAndFolder } from '../support/store-and-folder.ts'
import { client, outbox, world } from './outbound-hub.ts'

const ROWS = MOST_IN_MEMORY + 10_000
const SECONDS_OF_A_DAY = 86_400

const place = storeAndFolder()

test('a file of more rows than are kept in memory is whole and in order, and leaves no row elsewhere', async () => {
  const at = await world(place.store, place.folder, [
    { id: 1, username: 'u', idnumber: 'N', institution: 'A' },
  ])
  await place.store.asHouse(({ db }) =>
    sql`insert into site_course_completion (site_id, user_id, course_id, time)
      select ${at.siteId}, 1, 11,
        '2026-03-25T00:00:00Z'::timestamptz + make_interval(secs => (i * 7919::bigint) % ${SECONDS_OF_A_DAY})
      from generate_series(1, ${ROWS}) i`.execute(db),
  )
  const id = await client(at, 'A', 'completion', { timeZone: 'UTC', dateFormat: 'HH:mm:ss' })
  at.at('2026-03-26T02:30:00Z')
  const [result] = await runExports(at.hub, id, [])
  expect(result).toMatchObject({ finding: null, files: [{ what: 'published', counts: { rows: ROWS } }] })
  const rows = (await outbox(at, id))['Completion20260326.csv']!.split('\r\n').slice(1, -1)
  expect(new Set(rows).size).toBe(ROWS)
  expect(rows.findIndex((row, index) => index > 0 && row < rows[index - 1]!)).toBe(-1)
  expect(await readdir(sortingFolder(at.hub))).toEqual([])
}, 60_000)
