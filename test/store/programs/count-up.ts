/** `count-up.ts FOLDER`: writes 1, 2, 3… into a store of its own, and says each number once it is committed. */
import { sql } from 'kysely'
import { openStore } from '../../../src/store/open.ts'

const store = await openStore({ dataFolder: process.argv[2]! })
await store.asHouse(({ db }) => sql`create table if not exists counted (n int)`.execute(db))
for (let n = 1; ; n += 1) {
  await store.asHouse(({ db }) => sql`insert into counted values (${n})`.execute(db))
  console.log(n)
}
