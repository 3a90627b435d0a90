import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { among, sql } from '../../../transport/moodle-db/sql.ts'

/** Tables, by their names without prefix, with the columns that are read of each. */
export type Tables = Readonly<Record<string, readonly string[]>>

/** What of a site's tables the account can read. It decides what a site is, before any version does. */
export class Schema {
  readonly #columns: ReadonlyMap<string, ReadonlySet<string>>

  constructor(columns: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#columns = columns
  }

  has(table: string, column?: string): boolean {
    const columns = this.#columns.get(table)
    return columns !== undefined && (column === undefined || columns.has(column))
  }

  /** What is missing of what is needed: `table`, or `table.column` where only that is not there. */
  missing(needed: Tables): string[] {
    return Object.entries(needed).flatMap(([table, columns]) => {
      const there = this.#columns.get(table)
      if (there === undefined) return [table]
      return columns.filter((column) => !there.has(column)).map((column) => `${table}.${column}`)
    })
  }
}

/** One statement, whatever the number of tables. */
export async function readSchema(picture: Picture, tables: readonly string[]): Promise<Schema> {
  const names = tables.map((name) => `${picture.prefix}${name}`)
  const place = picture.engine === 'postgres' ? sql`any(current_schemas(false))` : sql`database()`
  const rows = await picture.rows<{ of_table: string; of_column: string }>(
    sql`select c.table_name as of_table, c.column_name as of_column from information_schema.columns c
        where c.table_schema = ${place} and c.table_name ${among(names)}`,
  )
  const columns = new Map<string, Set<string>>()
  for (const { of_table, of_column } of rows) {
    const name = of_table.slice(picture.prefix.length)
    columns.set(name, (columns.get(name) ?? new Set()).add(of_column.toLowerCase()))
  }
  return new Schema(columns)
}
