import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { uuidArray } from '../../src/store/uuid-array.ts'
import { testStore } from '../support/engines.ts'

let store: Store
beforeAll(async () => {
  store = await testStore()
})
afterAll(() => store.close())

const digits = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))

test('any number of uuids reach the database as they are, in their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(digits, { maxLength: 50 }), async (given) => {
      const put = (index: number, into: Buffer, at: number) => void into.write(given[index]!, at, 'hex')
      const { rows } = await store.asHouse(({ db }) =>
        sql<{ text: string }>`select replace(one::text, '-', '') as text
          from unnest(${uuidArray(given.length, put)}::uuid[]) with ordinality told (one, ord) order by ord`.execute(
          db,
        ),
      )
      expect(rows.map(({ text }) => text)).toEqual(given)
    }),
  )
})
