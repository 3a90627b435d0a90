import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../src/transport/moodle-db/sql.ts'
import { ask, askRoster } from './ask.ts'
import { copyToMariadb } from './copy-to-mariadb.ts'
import { documentedRights } from './documented-rights.ts'
import { madeSites } from './made-sites.ts'
import { type MariadbServer, mariadb } from './mariadb.ts'
import { pictures } from './pictures.ts'
import { planning } from './planning.ts'
import { loadSample, postgresDatabase, type SiteDatabase } from './postgres.ts'
import { makeSecrets, rights } from './rights.ts'
import { rosters } from './rosters.ts'

const PASSWORD = 'Passw0rd-of-a-test'

let original: SiteDatabase
let server: MariadbServer
beforeAll(async () => {
  ;[original, server] = await Promise.all([postgresDatabase(), mariadb()])
  await loadSample(original)
  await copyToMariadb(original.client, server.client)
  await makeSecrets((statement) => server.client.query(statement))
  await server.client.query(documentedRights('On MySQL and MariaDB', PASSWORD))
  await server.client.query(`create user reader@'%' identified by '${PASSWORD}'`)
  const [tables] = await server.client.query<RowDataPacket[]>({ sql: 'show tables', rowsAsArray: true })
  for (const [table] of tables as unknown as string[][]) {
    await server.client.query(`grant select on moodle.${table} to reader@'%'`)
  }
})
afterAll(async () => {
  await server.close()
  await original.close()
})

describe('on MariaDB', () => {
  test.each(['scorm', 'quiz', 'completion', 'grade'] as const)(
    'the same site tells the same as on PostgreSQL: %s',
    async (dataset) => {
      const question = { accountFields: ['city'], profileFields: ['staffno', 'hired'], cohorts: true }
      const facts = await ask(server.url, dataset, question)
      expect(facts.length).toBeGreaterThan(400)
      expect(facts).toEqual(await ask(original.url, dataset, question))
    },
  )

  test.each(['user', 'course', 'enrolment'] as const)(
    'the same site has the same full list as on PostgreSQL: %s',
    async (dataset) => {
      const question = { accountFields: ['city', 'lastname'], profileFields: ['staffno'], cohorts: true }
      const texts = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()
      const rows = texts(await askRoster(server.url, dataset, question))
      expect(rows.length).toBeGreaterThan(5)
      expect(rows).toEqual(texts(await askRoster(original.url, dataset, question)))
    },
  )

  rights(() => ({
    run: (statement) => server.client.query(statement),
    url: server.url,
    documentedUrl: server.urlFor('rollbook', PASSWORD).replace(/moodle$/, 'moodle_rollbook'),
    readerUrl: server.urlFor('reader', PASSWORD),
  }))

  const place = () => ({ url: server.url, run: (statement: string) => server.client.query(statement) })

  madeSites(place)

  planning(place)

  rosters(place)

  pictures(() => ({
    ...place(),
    connection: sql`connection_id()`,
    // Not sleep(), which ends early without an error.
    slow: sql`select count(*) as n from mdl_scorm_scoes_track a, mdl_scorm_scoes_track b, mdl_scorm_scoes_track c
      where a.timemodified + b.timemodified + c.timemodified > 0`,
    kill: (connection) => server.client.query(`kill ${connection}`),
  }))
})
