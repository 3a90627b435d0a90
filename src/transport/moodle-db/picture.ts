import { type DbEngine, type DbSettings, dbAddress } from './address.ts'
import type { Driver } from './driver.ts'
import { DbFailure } from './failure.ts'
import { DB_LIMITS, type DbLimits } from './limits.ts'
import { openPostgres } from './postgres.ts'
import type { Cell } from './row.ts'
import { type Sql, sql, written } from './sql.ts'

/** A database of Moodle as it was at one moment. Nothing can be written. */
export interface Picture {
  readonly engine: DbEngine
  readonly prefix: string
  /** `host:port/database`, for messages. */
  readonly host: string
  /**
   * All rows of a statement that bounds their number.
   *
   * @throws DbFailure RB-9083 (connection lost), RB-9084 (too slow), RB-9093 (refused)
   * @throws RollbookError RB-6045
   */
  rows<R extends object = Record<string, Cell>>(statement: Sql): Promise<R[]>
}

/**
 * Gives what `read` finds in one picture of the database. A connection that is lost before anything was found is opened
 * once more; later that would be another picture.
 *
 * @throws RollbookError RB-9080 (the address), DbFailure RB-9082 (not reached) and what `Picture.rows` throws
 */
export async function* inPicture<T>(
  settings: DbSettings,
  read: (picture: Picture) => AsyncIterable<T>,
  limits: DbLimits = DB_LIMITS,
): AsyncGenerator<T> {
  for (let first = true; ; first = false) {
    let found = false
    const driver = await open(settings, limits)
    try {
      for await (const part of read(pictureOf(settings, driver))) {
        found = true
        yield part
      }
      return
    } catch (error) {
      const again = first && !found && error instanceof DbFailure && error.kind === 'lost'
      if (!again) throw error
    } finally {
      await driver.close()
    }
  }
}

/**
 * Rows page by page, by the column `id`, which the statement asks for in ascending order. Each page is a statement of its own,
 * so the connection is free for look-ups in between, in the same picture.
 */
export async function* pages<R extends { readonly id: number }>(
  picture: Picture,
  size: number,
  statement: (after: Sql, limit: Sql) => Sql,
): AsyncGenerator<R[]> {
  for (let after = 0; ; ) {
    const rows = await picture.rows<R>(statement(sql`${after}`, sql`${size}`))
    if (rows.length > 0) yield rows
    if (rows.length < size) return
    after = rows.at(-1)!.id
  }
}

async function open(settings: DbSettings, limits: DbLimits): Promise<Driver> {
  const address = dbAddress(settings)
  if (address.engine === 'postgres') return openPostgres(address, limits)
  // Few have use for this driver, and it takes a while to load.
  const { openMysql } = await import('./mysql.ts')
  return openMysql(address, limits)
}

function pictureOf(settings: DbSettings, driver: Driver): Picture {
  const { engine, shown } = dbAddress(settings)
  const { prefix } = settings
  return {
    engine,
    prefix,
    host: shown,
    rows: async <R extends object>(statement: Sql) =>
      (await driver.rows(written(statement, driver.dialect, prefix))) as R[],
  }
}
