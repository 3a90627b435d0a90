import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ADMIN_TOKEN, moodleStandIn } from '../moodle-stand-in/stand-in.ts'
import { SOAK } from '../support/soak.ts'
import { cli, inPlace, type Place, place, SAMPLES } from './cli.ts'

const SEVERAL_PROCESSES = 300_000
const DAYS = ['day-1', 'day-2']
/** A word that asks for another password, and is none. */
const CHANGE_ME = 'changeme'
const DATABASE_PASSWORD = 'Tr0ub4dor&3-reading'
/** Nobody listens there, and what is said of that must not say the password either. */
const NO_DATABASE = 'postgres://reader@127.0.0.1:1/moodle'

const soakTest = test.skipIf(!SOAK) // a dozen processes, which take most of a minute

soakTest(
  'no output, log or table of a whole run into Moodle has the token, the password of its database or one of the samples',
  async () => {
    await using at = await place()
    const standIn = await moodleStandIn()
    const { installation } = standIn
    installation.debugging = true
    const account = installation.accounts.get(ADMIN_TOKEN)!
    const tokenFile = join(at.dataFolder, 'token')
    await mkdir(at.dataFolder, { recursive: true }) // on a server no command has made it yet
    await writeFile(tokenFile, `${ADMIN_TOKEN}\n`)
    const secrets = [ADMIN_TOKEN, DATABASE_PASSWORD, ...passwordsOfSamples()]
    expect(secrets.length).toBeGreaterThan(16)
    const passwordFile = join(at.dataFolder, 'password')
    await writeFile(passwordFile, `${DATABASE_PASSWORD}\n`)

    const said: string[] = []
    const run = async (...args: string[]): Promise<number | null> => {
      const { status, stdout, stderr } = await cli(at, ...args)
      said.push(stdout, stderr)
      return status
    }
    const files = (day: string) =>
      ['user', 'course', 'enroll'].map((name) => join(SAMPLES, day, `${name}.csv`))

    const database = ['--database', NO_DATABASE, '--database-password-file', passwordFile]
    const server = ['--url', standIn.url, '--name', 'school', '--token-file', tokenFile]
    expect(await run('site', 'add', 'moodle', ...server, ...database)).toBe(0)
    await run('site', 'settings', '--site', 'school', '--file', join(SAMPLES, 'site.json'))
    await run('feed', 'settings', '--site', 'school', '--file', join(SAMPLES, 'settings.json'))
    await run('site', 'check', 'school')
    // The token is taken back when the passwords have been sealed and stored for the server, and some were sent.
    let calls = 0
    standIn.breakDown((_, name) => {
      if (name === 'core_user_create_users' && ++calls === 4) installation.accounts.delete(ADMIN_TOKEN)
      return null
    })
    expect(await run('import', ...files('day-1'))).not.toBe(0)
    const stopped = await dumpOf(at)
    // What was to be sent is written down, with passwords that only the key of the instance opens.
    expect(stopped.includes('""username"": ""ambalindo""')).toBe(true)
    installation.accounts.set(ADMIN_TOKEN, account)
    await run('resume')
    await run('import', ...files('day-2'))
    await run('--json', 'run', '1')
    await run('--json', 'log', '1')
    await run('rejects', '1')
    await run('mails')
    const ended = await dumpOf(at)

    const { users } = installation.site
    expect(users.filter(({ deleted }) => !deleted).length).toBeGreaterThan(1500)
    expect(found(secrets, said.join('\n'))).toEqual([])
    for (const dump of [stopped, ended]) expect(found(secrets, dump)).toEqual([])
  },
  SEVERAL_PROCESSES,
)

/** Passwords of the samples have no commas, and come before all values that have. */
function passwordsOfSamples(): string[] {
  const passwords = DAYS.flatMap((day) => {
    const [header = '', ...lines] = readFileSync(join(SAMPLES, day, 'user.csv'), 'utf8').split('\n')
    const at = header.split(',').indexOf('password')
    return lines.filter((line) => /^(?:create|update),/.test(line)).map((line) => line.split(',')[at]!)
  })
  return [...new Set(passwords)].filter((password) => password !== '' && password !== CHANGE_ME)
}

/** Those that a text has, in any form in which a database or a log may write them. */
function found(secrets: readonly string[], text: string): string[] {
  return secrets.filter((secret) => {
    const bytes = Buffer.from(secret)
    return [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=*$/, '')].some((form) =>
      text.includes(form),
    )
  })
}

/** All tables of the database as text. */
async function dumpOf(at: Place): Promise<string> {
  return inPlace(at, ({ store }) =>
    store.asHouse(async ({ db }) => {
      const { rows: tables } = await sql<{ schema: string; name: string }>`
        select table_schema as schema, table_name as name from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(
        db,
      )
      const dumps: string[] = []
      for (const { schema, name } of tables) {
        const { rows } = await sql<{
          row: string
        }>`select t::text as row from ${sql.table(`${schema}.${name}`)} t`.execute(db)
        dumps.push(name, ...rows.map(({ row }) => row))
      }
      return dumps.join('\n')
    }),
  )
}
