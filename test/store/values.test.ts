import fc from 'fast-check'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { testStore } from '../support/engines.ts'
import { refused } from '../support/refused.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

async function select(expression: string, parameters: unknown[] = []): Promise<unknown> {
  const query = CompiledQuery.raw(`select ${expression} as value`, parameters)
  const { rows } = await store.asHouse(({ db }) => db.executeQuery<{ value: unknown }>(query))
  return rows[0]!.value
}

const INSTANT = new Date('2026-02-03T04:05:06.789Z')

describe('values that go to the database and come back', () => {
  test.each<[type: string, given: unknown, back: unknown]>([
    ['bool', true, true],
    ['int2', -5, -5],
    ['int4', 2147483647, 2147483647],
    ['int8', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['int8', Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    ['float8', 0.1, 0.1],
    ['numeric', '1.10', '1.10'],
    ['text', 'Zoë\n\\ "quoted" 東京 🎓', 'Zoë\n\\ "quoted" 東京 🎓'],
    ['uuid', '9b2d2a3e-1c1b-4d7e-8f00-0123456789ab', '9b2d2a3e-1c1b-4d7e-8f00-0123456789ab'],
    ['date', '2026-02-03', '2026-02-03'],
    ['timestamp', '2026-02-03 04:05:06', '2026-02-03 04:05:06'],
    ['timestamptz', INSTANT, INSTANT],
    ['timestamptz', '2026-03-25T09:30:07+02:00', new Date('2026-03-25T07:30:07Z')],
    ['timestamptz', '1999-12-31T23:59:59Z', new Date('1999-12-31T23:59:59Z')],
    ['timestamptz', '0099-01-02T03:04:05Z', new Date('0099-01-02T03:04:05Z')],
    ['timestamptz', '0100-01-02T03:04:05Z', new Date('0100-01-02T03:04:05Z')],
    ['timestamptz', '12026-01-02T03:04:05Z', new Date('+012026-01-02T03:04:05Z')],
    ['jsonb', JSON.stringify({ a: [1, null, 'x'] }), { a: [1, null, 'x'] }],
    ['jsonb', { a: 1 }, { a: 1 }],
    ['bytea', Uint8Array.of(0, 1, 255), Uint8Array.of(0, 1, 255)],
    ['bytea', new Uint8Array(), new Uint8Array()],
    ['text', null, null],
    ['bool[]', [true, false], [true, false]],
    ['int2[]', [1, 2], [1, 2]],
    ['int4[]', [1, null, 3], [1, null, 3]],
    ['int8[]', [1, Number.MAX_SAFE_INTEGER], [1, Number.MAX_SAFE_INTEGER]],
    ['float8[]', [0.5], [0.5]],
    ['text[]', ['a,b', '"', '{}', '', 'NULL', '\\', 'ü'], ['a,b', '"', '{}', '', 'NULL', '\\', 'ü']],
    ['varchar[]', ['a'], ['a']],
    ['text[]', [], []],
    ['timestamptz[]', [INSTANT], [INSTANT]],
    ['date[]', ['2026-02-03'], ['2026-02-03']],
    ['numeric[]', ['1.10'], ['1.10']],
    ['uuid[]', ['9b2d2a3e-1c1b-4d7e-8f00-0123456789ab'], ['9b2d2a3e-1c1b-4d7e-8f00-0123456789ab']],
    ['jsonb[]', [{ a: 1 }], [{ a: 1 }]],
    ['bytea[]', [Uint8Array.of(7)], [Uint8Array.of(7)]],
  ])('%s: %j', async (type, given, back) => {
    expect(await select(`$1::${type}`, [given])).toStrictEqual(back)
  })

  test('any text that PostgreSQL can hold is the same afterwards', async () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\u0000', ''))
    await fc.assert(
      fc.asyncProperty(text, fc.array(text), async (one, many) => {
        expect(await select('array[$1::text] || $2::text[]', [one, many])).toEqual([one, ...many])
      }),
      { numRuns: 50 },
    )
  })

  test('a number that JavaScript cannot hold is refused', async () => {
    const finding = await refused(select('9007199254740993::int8'))
    expect(finding).toMatchObject({ code: 'RB-6045' })
    expect(finding.message).toContain('9007199254740993')
  })

  test('an instant is the same whatever the zone of the server', async () => {
    const shown = await select("to_char($1::timestamptz, 'YYYY-MM-DD HH24:MI:SS')", [INSTANT])
    expect(shown).toBe('2026-02-03 04:05:06')
  })

  test('a statement says how many rows it changed, a question does not', async () => {
    await store.asHouse(async ({ db }) => {
      await db.executeQuery(CompiledQuery.raw('create temp table counted (n int) on commit drop'))
      const insert = CompiledQuery.raw('insert into counted select generate_series(1, 3)')
      expect((await db.executeQuery(insert)).numAffectedRows).toBe(3n)
      expect((await db.executeQuery(CompiledQuery.raw('select 1'))).numAffectedRows).toBeUndefined()
    })
  })
})
