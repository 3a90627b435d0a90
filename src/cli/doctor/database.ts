import { sql } from 'kysely'
import { MIGRATIONS } from '../../store/migrations/index.ts'
import type { Store, Tx } from '../../store/store.ts'
import { type Advice, countOf, fail, ok } from './advice.ts'

/** The largest `integer`: an organisation that there is not. */
const NOBODY = 2 ** 31 - 1
/** Tables that hold at least a row from the first day on. */
const NEVER_EMPTY = ['organisation', 'site', 'feed', 'site_role'] as const
const WITHOUT_OWNER = 'rollbook_migration'

export async function databaseAdvice(store: Store): Promise<Advice[]> {
  return [await engineAdvice(store), await migrationAdvice(store), await separationAdvice(store)]
}

async function engineAdvice(store: Store): Promise<Advice> {
  const { rows } = await store.asHouse(({ db }) =>
    sql<{ version: string }>`select current_setting('server_version') as version`.execute(db),
  )
  const name = store.engine === 'pglite' ? 'PGlite, embedded' : 'a server'
  return ok('engine', `PostgreSQL ${rows[0]!.version} (${name})`)
}

/** Opening the store has brought the schema up to date, or refused. */
async function migrationAdvice(store: Store): Promise<Advice> {
  const { rows } = await store.asHouse(({ db }) =>
    sql<{ name: string }>`select name from rollbook_migration order by name`.execute(db),
  )
  const last = rows.at(-1)?.name ?? 'none'
  const seen = `${rows.length} of ${countOf(MIGRATIONS.length, 'migration')}, the last ${last}`
  return rows.length === MIGRATIONS.length
    ? ok('migrations', seen)
    : fail('migrations', seen, 'Start Rollbook again; if that does not help, restore a backup.')
}

/**
 * Asks as an organisation that there is not: it must see nothing of what the house sees, in tables that are never empty,
 * and row-level security must be on, and forced, for every table.
 */
async function separationAdvice(store: Store): Promise<Advice> {
  const { rows: open } = await store.asHouse(({ db }) =>
    sql<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> ${WITHOUT_OWNER}
        and not (relrowsecurity and relforcerowsecurity)`.execute(db),
  )
  const seenByNobody = await store.asOrganisation(NOBODY, countRows)
  const seenByHouse = await store.asHouse(countRows)
  const blind = NEVER_EMPTY.filter((table) => seenByHouse[table] === 0)
  const leaking = [
    ...open.map(({ name }) => name),
    ...NEVER_EMPTY.filter((table) => seenByNobody[table]! > 0),
  ]
  const todo = 'Stop Rollbook. Check the rights of the database user (RB-6004), then restore a backup.'
  if (leaking.length > 0) {
    return fail(
      'separation',
      `organisations see each other’s rows in ${[...new Set(leaking)].join(', ')}`,
      todo,
    )
  }
  if (blind.length > 0)
    return fail('separation', `the house itself sees nothing in ${blind.join(', ')}`, todo)
  return ok('separation', 'a stranger sees no row of any organisation')
}

async function countRows({ db }: Tx): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of NEVER_EMPTY) {
    const { rows } = await sql<{
      number: number
    }>`select count(*) as number from ${sql.table(table)}`.execute(db)
    counts[table] = rows[0]!.number
  }
  return counts
}
