import { sql } from 'kysely'
import type { Migration } from './index.ts'
import { protect } from './protect.ts'

/** Outlines of the files that feeds last sent. */
export const outlines: Migration = {
  name: '0015-outlines',
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
    await protect(db, 'memory_outline', 'site')
  },
}

const STATEMENTS: readonly string[] = [
  // blocks: digests of 16 bytes, each of some records that stood together and are as the memory holds them; doubtful: keys of
  // which that may be untrue. It goes away with the first change of what the memory holds of the feed and kind.
  `create table memory_outline (
     site_id integer not null,
     kind smallint not null,
     feed_id integer not null,
     blocks bytea not null,
     doubtful text[] not null,
     primary key (site_id, kind, feed_id))`,
  // To press digests together is work for nothing.
  `alter table memory_outline alter column blocks set storage external`,
  `create index memory_stale on memory (site_id, kind, feed_id) where stale`,
]
