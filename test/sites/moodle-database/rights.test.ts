import { afterAll, beforeAll, describe } from 'vitest'
import { documentedRights } from './documented-rights.ts'
import { loadSample, postgresDatabase, type SiteDatabase } from './postgres.ts'
import { makeSecrets, rights } from './rights.ts'

const PASSWORD = 'Passw0rd-of-a-test'

let site: SiteDatabase
beforeAll(async () => {
  site = await postgresDatabase()
  const { client } = site
  await loadSample(site)
  await makeSecrets((statement) => client.query(statement))
  await client.query(documentedRights('On PostgreSQL', PASSWORD))
  await client.query(`create role reader login password '${PASSWORD}'`)
  await client.query('grant select on all tables in schema public to reader')
})
afterAll(async () => {
  await site.client.query('drop owned by rollbook, reader; drop role rollbook, reader')
  await site.close()
})

function urlFor(user: string): string {
  const url = new URL(site.url)
  url.username = user
  url.password = PASSWORD
  return url.href
}

describe('on PostgreSQL', () => {
  rights(() => ({
    run: (statement) => site.client.query(statement),
    url: site.url,
    documentedUrl: urlFor('rollbook'),
    readerUrl: urlFor('reader'),
  }))
})
