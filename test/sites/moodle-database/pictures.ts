import { describe, expect, test } from 'vitest'
import { inPicture, type Picture, pages } from '../../../src/transport/moodle-db/picture.ts'
import { type Sql, sql, table } from '../../../src/transport/moodle-db/sql.ts'
import { refused } from '../../support/refused.ts'
import { makeTable } from './made-site.ts'
import type { Place } from './made-sites.ts'

/** What differs between the engines. */
export interface EnginePlace extends Place {
  /** Gives the number of the connection. */
  readonly connection: Sql
  /** Waits for two seconds. */
  readonly slow: Sql
  kill(connection: number): Promise<unknown>
}

const LIMITS = { connectMs: 10_000, statementMs: 10_000 }

/** The same tests on either engine: what a picture of a database is. */
export function pictures(place: () => EnginePlace): void {
  const see = async <T>(read: (picture: Picture) => AsyncIterable<T>, statementMs = LIMITS.statementMs) => {
    const seen: T[] = []
    const settings = { url: place().url, password: '', prefix: 'pic_' }
    for await (const part of inPicture(settings, read, { ...LIMITS, statementMs })) seen.push(part)
    return seen
  }
  const make = (name: string, count: number) =>
    makeTable(
      place().run,
      `pic_${name}`,
      Array.from({ length: count }, (_, at) => ({ id: at + 1, mark: `${at}.50000`, name: `n${at}` })),
    )

  describe('a picture', () => {
    test('has numbers as numbers, decimals as exact text, and refuses what cannot be exact', async () => {
      await make('types', 1)
      const one = await see(async function* ({ rows }) {
        yield* await rows(
          sql`select t.id, t.mark, t.name, cast(null as char(1)) as nothing from ${table('types')} t`,
        )
      })
      expect(one).toEqual([{ id: 1, mark: '0.50000', name: 'n0', nothing: null }])
      await place().run('update pic_types set id = 9007199254740993')
      const beyond = see(async function* ({ rows }) {
        yield* await rows(sql`select t.id from ${table('types')} t`)
      })
      expect((await refused(beyond)).code).toBe('RB-6045')
    })

    test('stays as it was, whatever is written meanwhile, and comes page by page', async () => {
      await make('steady', 7)
      const seen = await see(async function* (picture) {
        const steady = (after: Sql, limit: Sql) =>
          sql`select t.id from ${table('steady')} t where t.id > ${after} order by t.id limit ${limit}`
        for await (const page of pages<{ id: number }>(picture, 3, steady)) {
          await place().run(
            'update pic_steady set id = id + 1000 where id in (select * from (select max(id) from pic_steady) m)',
          )
          yield page.map(({ id }) => id)
        }
      })
      expect(seen).toEqual([[1, 2, 3], [4, 5, 6], [7]])
    })

    test.each([
      'insert into pic_fixed (id) values (9)',
      'update pic_fixed set id = 9',
      'delete from pic_fixed',
    ])('cannot be written to: %s', async (statement) => {
      await make('fixed', 2).catch(() => undefined)
      const writing = see(async function* ({ rows }) {
        yield await rows({ pieces: [{ kind: 'text', text: statement }] })
      })
      expect((await refused(writing)).code).toBe('RB-9093')
    })

    test('is taken once more when the connection is lost before anything was seen', async () => {
      let taken = 0
      const seen = await see(async function* ({ rows }) {
        const [row] = await rows<{ id: number }>(sql`select ${place().connection} as id`)
        taken += 1
        if (taken === 1) await place().kill(row!.id)
        yield* await rows(sql`select 1 as one`)
      })
      expect({ taken, seen }).toEqual({ taken: 2, seen: [{ one: 1 }] })
    })

    test('is not taken again later: it would be another', async () => {
      let taken = 0
      const reading = see(async function* ({ rows }) {
        const [row] = await rows<{ id: number }>(sql`select ${place().connection} as id`)
        taken += 1
        yield row
        await place().kill(row!.id)
        yield* await rows(sql`select 1 as one`)
      })
      expect((await refused(reading)).code).toBe('RB-9083')
      expect(taken).toBe(1)
    })

    test('gives up a statement whose time is up', async () => {
      const reading = see(async function* ({ rows }) {
        yield await rows(place().slow)
      }, 200)
      expect((await refused(reading)).code).toBe('RB-9084')
    })
  })
}
