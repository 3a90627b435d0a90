import { type Finding, finding } from '../../../domain/finding.ts'
import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { among, sql } from '../../../transport/moodle-db/sql.ts'
import { type Account, accountOf, rightsOfMysql } from './account.ts'
import { ACCOUNT_FIELDS, LEARNER_TABLES } from './learners.ts'
import { PLANNING_TABLES } from './planning/tables.ts'
import { readSchema, type Schema, type Tables } from './schema.ts'

/** What opens accounts, sessions and services. Nothing in Rollbook has a use for it. */
const SECRETS: Tables = {
  user: ['password', 'secret'],
  user_password_history: ['hash'],
  user_private_key: ['value'],
  external_tokens: ['token', 'privatetoken'],
  sessions: ['sid'],
}

/** Whoever can write one of these can do harm; a list of all tables would be as long as the schema. */
const TELLTALES = ['config', 'user', 'course', 'user_enrolments']

/** Rights that the account should not have: RB-9087 for each table with secrets that it can read, RB-9088 when it can write. */
export async function surplusRights(picture: Picture): Promise<Finding[]> {
  const account = await accountOf(picture)
  const schema = await readSchema(picture, Object.keys(SECRETS))
  const readable = Object.keys(SECRETS).filter((table) => seenOf(schema, table).length > 0)
  return [
    ...readable.map((table) => aboutReading(picture, account, schema, table)),
    ...(await aboutWriting(picture, account)),
  ]
}

function seenOf(schema: Schema, table: string): string[] {
  return SECRETS[table]!.filter((column) => schema.has(table, column))
}

function aboutReading({ engine, prefix }: Picture, account: Account, schema: Schema, table: string): Finding {
  const value = seenOf(schema, table)
    .map((column) => `${prefix}${table}.${column}`)
    .join(', ')
  const quote = engine === 'postgres' ? '"' : '`'
  const name = `${quote}${prefix}${table}${quote}`
  const revoke = `revoke select on ${name} from ${account.name}`
  const others = [...ACCOUNT_FIELDS, ...PLANNING_TABLES['user']!].filter((field) => schema.has('user', field))
  const columns = [...LEARNER_TABLES['user']!, ...others]
  const grant = `grant select (${[...new Set(columns)].join(', ')}) on ${name} to ${account.name}`
  const statement = account.wide ?? (table === 'user' ? `${revoke}; ${grant}` : revoke)
  return finding('RB-9087', { value, statement: [statement] })
}

async function aboutWriting(picture: Picture, { name, wide }: Account): Promise<Finding[]> {
  const [place] =
    picture.engine === 'postgres'
      ? await writableOfPostgres(picture)
      : await rightsOfMysql(picture, name, sql`('INSERT', 'UPDATE', 'DELETE')`)
  if (place === undefined) return []
  const revoke = `revoke insert, update, delete on ${place} from ${name}`
  const statement = picture.engine === 'postgres' ? (wide ?? revoke) : revoke
  return [finding('RB-9088', { value: place, statement: [statement] })]
}

async function writableOfPostgres({ prefix, rows }: Picture): Promise<string[]> {
  const found = await rows<{ name: string }>(
    sql`select c.relname as name from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = any(current_schemas(false))
          and c.relname ${among(TELLTALES.map((table) => `${prefix}${table}`))}
          and has_table_privilege(c.oid, 'insert, update, delete')
        order by c.relname`,
  )
  return found.map(({ name }) => `"${name}"`)
}
