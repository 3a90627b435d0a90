import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { inject } from 'vitest'
import { createDatabase, dropDatabase, startPostgres } from '../../support/postgres-server.ts'

/** A database of a site on a PostgreSQL server, and a connection that may do everything there. */
export interface SiteDatabase {
  readonly url: string
  readonly client: pg.Client
  close(): Promise<void>
}

/** The server of this run of the tests, or one of its own when they run on PGlite. */
export async function postgresDatabase(): Promise<SiteDatabase> {
  const running = inject('serverUrl')
  const server =
    running === null
      ? await startPostgres(join(inject('runFolder'), `moodle-${randomUUID()}`), { durable: false })
      : { url: running, stop: async () => undefined }
  const name = `moodle-${randomUUID()}`
  const url = await createDatabase(server.url, name)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    url,
    client,
    async close() {
      await client.end()
      await dropDatabase(server.url, name)
      await server.stop()
    },
  }
}

/** `sample/README.md` says what is in it. */
export async function loadSample({ client }: Pick<SiteDatabase, 'client'>): Promise<void> {
  const file = join(import.meta.dirname, 'sample', 'moodle-4.1.sql.gz')
  await client.query(gunzipSync(readFileSync(file)).toString())
  // The dump empties it, so that names in it mean one schema only.
  await client.query('set search_path to public')
}
