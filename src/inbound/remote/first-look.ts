import { MOST_SECONDS_BEHIND, secondsBehind } from '../../sites/moodle/database/lag.ts'
import { PictureReader } from '../../sites/moodle/database/planning/picture-reader.ts'
import { PLANNING_TABLES } from '../../sites/moodle/database/planning/tables.ts'
import { isUpToDate, SHOWN_KINDS, type Write } from '../../sites/moodle/database/planning/writes.ts'
import { readSchema } from '../../sites/moodle/database/schema.ts'
import type { MoodleSite } from '../../sites/moodle/moodle-site.ts'
import type { SiteReader } from '../../sites/site.ts'
import type { DbSettings } from '../../transport/moodle-db/address.ts'
import { DbFailure } from '../../transport/moodle-db/failure.ts'
import type { DbLimits } from '../../transport/moodle-db/limits.ts'
import { inPicture, type Picture } from '../../transport/moodle-db/picture.ts'
import type { Hub } from '../hub.ts'

/** Web services answer a chunk within minutes, so a database that takes longer is no help. */
const LIMITS: DbLimits = { connectMs: 5_000, statementMs: 60_000 }

/** What was written longer ago is in every copy that is of any use, and somebody may have changed it since. */
const REMEMBERED_MS = 86_400_000
/** More than one chunk writes: a copy that shows the last changes shows those before them, too. */
const MOST_WRITES = 20_000

/**
 * Where a chunk is planned from: people, enrolments and roles from the site's database, where it has one that shows what the
 * hub last wrote there, and else from its web services. Only planning looks there; what became of a call is always asked of
 * the web services.
 */
export class FirstLook {
  readonly #hub: Pick<Hub, 'store' | 'now'>
  readonly #place: { readonly organisationId: number; readonly siteId: number }
  readonly #site: MoodleSite
  #database: DbSettings | null

  /** @param database null for a site that is known by its web services only */
  constructor(
    hub: Pick<Hub, 'store' | 'now'>,
    place: { readonly organisationId: number; readonly siteId: number },
    site: MoodleSite,
    database: DbSettings | null,
  ) {
    this.#hub = hub
    this.#place = place
    this.#site = site
    this.#database = database
  }

  /**
   * Plans by `plan`, which changes nothing and may be called again: a database that fails is not asked again by this run.
   * Gives what it found, and the reader, which answers the same questions once more from what it knows.
   */
  async plan<T>(
    plan: (reader: SiteReader) => Promise<T>,
  ): Promise<{ readonly planned: T; readonly reader: SiteReader }> {
    const database = this.#database
    if (database !== null) {
      const writes = await this.#lastWrites()
      try {
        for await (const found of inPicture(
          database,
          (picture) => this.#planIn(picture, writes, plan),
          LIMITS,
        ))
          return found
      } catch (error) {
        if (!(error instanceof DbFailure)) throw error
        this.#database = null
      }
    }
    return { planned: await plan(this.#site), reader: this.#site }
  }

  async *#planIn<T>(
    picture: Picture,
    writes: readonly Write[],
    plan: (reader: SiteReader) => Promise<T>,
  ): AsyncGenerator<{ readonly planned: T; readonly reader: SiteReader }> {
    const reader = new PictureReader(this.#site, picture)
    if (!(await isReadable(picture)) || !(await isUpToDate(reader, this.#site, writes))) return
    const planned = await plan(reader)
    reader.close()
    yield { planned, reader }
  }

  /** Of whichever run: several feeds may fill a site in turn. */
  async #lastWrites(): Promise<Write[]> {
    const { organisationId, siteId } = this.#place
    const rows = await this.#hub.store.asOrganisation(organisationId, ({ db }) =>
      db
        .selectFrom('history')
        .select(['at', 'kind', 'entity', 'before', 'after'])
        .where('site_id', '=', siteId)
        .orderBy('id', 'desc')
        .limit(MOST_WRITES)
        .execute(),
    )
    const since = this.#hub.now() - REMEMBERED_MS
    return rows
      .filter(({ at, kind }) => at.getTime() > since && isShown(kind))
      .map(({ kind, entity, before, after }) => ({ kind, key: entity, before, after }) as Write)
      .reverse()
  }
}

function isShown(kind: string): boolean {
  return (SHOWN_KINDS as readonly string[]).includes(kind)
}

async function isReadable(picture: Picture): Promise<boolean> {
  const schema = await readSchema(picture, Object.keys(PLANNING_TABLES))
  if (schema.missing(PLANNING_TABLES).length > 0) return false
  const behind = await secondsBehind(picture)
  return behind === null || behind <= MOST_SECONDS_BEHIND
}
