import type { Connection } from 'mysql2/promise'
import type pg from 'pg'

/** As Moodle makes them on the two engines. */
const TYPES: Readonly<Record<string, string>> = {
  bigint: 'bigint',
  integer: 'int',
  smallint: 'smallint',
  text: 'longtext',
  'double precision': 'double',
}

interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly length: number | null
  readonly digits: number | null
  readonly scale: number | null
}

/** Every table of the schema `public`, with its rows. */
export async function copyToMariadb(from: pg.Client, to: Connection): Promise<void> {
  const { rows } = await from.query<Column>(
    `select table_name as "table", column_name as name, data_type as type, character_maximum_length as length,
       numeric_precision as digits, numeric_scale as scale
     from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position`,
  )
  for (const [table, columns] of Map.groupBy(rows, (row) => row.table)) {
    const types = columns.map((column) => `\`${column.name}\` ${typeOf(column)}`)
    await to.query(`create table \`${table}\` (${types.join(', ')}, primary key (id))`)
    const content = await from.query({ text: `select * from "${table}"`, rowMode: 'array' })
    if (content.rows.length > 0) await to.query(`insert into \`${table}\` values ?`, [content.rows])
  }
}

function typeOf({ type, length, digits, scale }: Column): string {
  if (type === 'character varying') return `varchar(${length})`
  if (type === 'numeric') return `decimal(${digits}, ${scale})`
  return TYPES[type]!
}
