import { afterAll, beforeAll, describe } from 'vitest'
import { sql } from '../../../src/transport/moodle-db/sql.ts'
import { madeSites } from './made-sites.ts'
import { pictures } from './pictures.ts'
import { planning } from './planning.ts'
import { postgresDatabase, type SiteDatabase } from './postgres.ts'
import { rosters } from './rosters.ts'

let site: SiteDatabase
beforeAll(async () => {
  site = await postgresDatabase()
})
afterAll(() => site.close())

describe('on PostgreSQL', () => {
  const place = () => ({ url: site.url, run: (statement: string) => site.client.query(statement) })

  madeSites(place)

  planning(place)

  rosters(place)

  pictures(() => ({
    ...place(),
    connection: sql`pg_backend_pid()`,
    slow: sql`select 1 as one from pg_sleep(2)`,
    kill: (connection) => site.client.query('select pg_terminate_backend($1)', [connection]),
  }))
})
