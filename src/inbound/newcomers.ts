import { sql } from 'kysely'
import type { RecordKind } from '../domain/action.ts'
import type { Operation } from '../domain/operation.ts'
import type { SourceRecord } from '../formats/format.ts'
import { ForwardingReader } from '../sites/forwarding-reader.ts'
import type { Pair, PersonNames, RolePlace, SiteReader } from '../sites/site.ts'
import type { Tx } from '../store/store.ts'
import { BloomFilter } from './bloom-filter.ts'
import { kindNumber, type Remembered } from './memory.ts'
import type { Run } from './run-row.ts'

/**
 * A first import asks for a million names that nobody has yet. Where the site and the memory held nothing of the kind
 * when the file began, only what this run itself wrote can be there: a filter of those names answers for all others,
 * and the database is asked about the rest. The answers are the same; a first import takes a third less time.
 *
 * It holds only while nobody else writes to the site: the site's revision tells.
 */
export class Newcomers {
  readonly #written: BloomFilter
  #revision: number

  private constructor(expected: number, revision: number) {
    this.#written = new BloomFilter(expected)
    this.#revision = revision
  }

  /** Null where something of the kind is there already. */
  static async begin(
    tx: Tx,
    run: Run,
    kind: RecordKind,
    records: number,
    revision: number,
  ): Promise<Newcomers | null> {
    const tables = EMPTY_FOR[kind]
    if (tables === undefined) return null
    const there = sql.join(
      tables.map((table) => sql`exists (select from ${sql.table(table)} where site_id = ${run.siteId})`),
      sql` or `,
    )
    const { rows } = await sql<{ there: boolean }>`
      select ${there} or exists (
        select from memory where site_id = ${run.siteId} and kind = ${kindNumber(kind)}) as there`.execute(
      tx.db,
    )
    return rows[0]!.there ? null : new Newcomers(records * NAMES_PER_RECORD, revision)
  }

  /** Whether nobody but this run wrote to the site since its last chunk. */
  holdsAt(revision: number): boolean {
    return revision === this.#revision
  }

  reader(site: SiteReader): SiteReader {
    return new NewcomersReader(site, this.#written)
  }

  /** Of the records, those whose key this run may have remembered. */
  maybeRemembered(records: readonly Remembered[]): Remembered[] {
    return records.filter(({ key }) => this.#written.mayHave(`m:${key}`))
  }

  /** Notes what a chunk wrote. */
  note(
    operations: readonly Operation[],
    records: readonly SourceRecord[],
    remembered: readonly number[],
    revision: number,
  ): void {
    for (const index of remembered) this.#written.add(`m:${records[index]!.key!}`)
    for (const operation of operations) {
      for (const name of namesOf(operation)) this.#written.add(name)
    }
    this.#revision = revision
  }
}

/** The site, asked only about what the run may have written. */
class NewcomersReader extends ForwardingReader {
  readonly #written: BloomFilter

  constructor(under: SiteReader, written: BloomFilter) {
    super(under)
    this.#written = written
  }

  override users(by: PersonNames) {
    return this.under.users({
      usernames: by.usernames.filter((name) => this.#written.mayHave(`u:${name}`)),
      emails: by.emails.filter((name) => this.#written.mayHave(`e:${name}`)),
      idnumbers: by.idnumbers.filter((name) => this.#written.mayHave(`i:${name}`)),
    })
  }

  override enrolments(places: readonly Pair[]) {
    return this.under.enrolments(
      places.filter(([user, course]) => this.#written.mayHave(`${user}:${course}`)),
    )
  }

  override roleAssignments(places: readonly RolePlace[]) {
    return this.under.roleAssignments(
      places.filter(([user, context, instance]) => this.#written.mayHave(`${user}:${context}:${instance}`)),
    )
  }
}

/** Tables that must be empty besides the memory, so that nothing of a kind can be there. */
const EMPTY_FOR: { readonly [K in RecordKind]?: readonly string[] } = {
  user: ['site_user'],
  enrolment: ['site_enrolment', 'site_role_assignment'],
}

const NAMES_PER_RECORD = 4

function namesOf({ kind, after }: Operation): string[] {
  if (after === null) return []
  switch (kind) {
    case 'user': {
      const { username, email, idnumber } = after as { username: string; email: string; idnumber: string }
      return [`u:${username}`, `e:${email}`, `i:${idnumber}`]
    }
    case 'enrolment': {
      const { userId, courseId } = after as { userId: number; courseId: number }
      return [`${userId}:${courseId}`]
    }
    case 'roleAssignment': {
      const { userId, context, instanceId } = after as { userId: number; context: string; instanceId: number }
      return [`${userId}:${context}:${instanceId}`]
    }
    default:
      return []
  }
}
