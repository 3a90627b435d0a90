import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../src/store/store.ts'

/** The numbers of an organisation and of its site. */
export interface Owner {
  readonly organisationId: number
  readonly siteId: number
}

/** A table whose rows belong to organisations or to their sites, as the database itself knows it. */
export interface OwnedTable {
  readonly name: string
  /** By which its rows are somebody's. */
  readonly owner: 'id' | 'organisation_id' | 'site_id'
  readonly columns: readonly Column[]
}

interface Column {
  readonly name: string
  /** As PostgreSQL calls it: `int4`, `text`, `_text` for a list. */
  readonly type: string
  /** The database gives no value of its own. */
  readonly needed: boolean
}

/** Tables of the house alone, in which no organisation has a row. */
const OF_THE_HOUSE: ReadonlySet<string> = new Set(['rollbook_migration'])

/** Every table of the database but those of the house and of PostgreSQL. Throws for one that is nobody's. */
export async function ownedTables({ db }: Tx): Promise<OwnedTable[]> {
  const { rows } = await sql<{ name: string; columns: Column[] }>`
    select c.relname as name, jsonb_agg(jsonb_build_object('name', a.attname, 'type', t.typname,
        'needed', a.attnotnull and not a.atthasdef and a.attidentity = '') order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    group by c.relname order by c.relname`.execute(db)
  return rows.flatMap(({ name, columns }) => {
    if (OF_THE_HOUSE.has(name)) return []
    return [{ name, owner: ownerOf(name, columns), columns }]
  })
}

/** Where a table names both, that comes first by which its rows are told apart. */
function ownerOf(name: string, columns: readonly Column[]): OwnedTable['owner'] {
  if (name === 'organisation') return 'id'
  for (const column of columns) {
    if (column.name === 'organisation_id' || column.name === 'site_id') return column.name
  }
  throw new Error(`rows of ${name} belong to no organisation and to no site`)
}

export function numberOf({ owner }: OwnedTable, { organisationId, siteId }: Owner): number {
  return owner === 'site_id' ? siteId : organisationId
}

/** The rows of an organisation, by a condition. */
export function isOf(table: OwnedTable, own: Owner): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(table.owner)} = ${numberOf(table, own)}`
}

/** Puts a row of made-up values into a table that the runs of a test leave empty. */
export async function putMadeUpRow({ db }: Tx, table: OwnedTable, own: Owner): Promise<void> {
  const values = table.columns.filter((column) => column.needed).map((column) => madeUpValue(column, own))
  await sql`insert into ${sql.table(table.name)}
    (${sql.join(values.map(([name]) => sql.ref(name)))}) values (${sql.join(values.map(([, value]) => value))})`.execute(
    db,
  )
}

function madeUpValue(
  { name, type }: Column,
  { organisationId, siteId }: Owner,
): [string, RawBuilder<unknown>] {
  if (name === 'organisation_id') return [name, sql`${organisationId}`]
  if (name === 'site_id') return [name, sql`${siteId}`]
  const text = type.startsWith('_') ? '{}' : MADE_UP[type]
  if (text === undefined) throw new Error(`no value is known for the column ${name} of type ${type}`)
  return [name, sql`${text}::text::${sql.raw(type)}`]
}

const MADE_UP: Readonly<Record<string, string>> = {
  bool: 'false',
  bytea: '\\x00',
  date: '2026-03-26',
  float8: '1',
  int2: '1',
  int4: '1',
  int8: '1',
  jsonb: '{}',
  numeric: '1',
  text: 'made up',
  timestamptz: '2026-03-26T02:30:00Z',
  uuid: '00000000-0000-4000-8000-000000000001',
}
