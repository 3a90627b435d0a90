import type { RecordKind } from '../domain/action.ts'
import type { Role } from '../domain/entities.ts'
import type { ProfileField } from '../domain/site-facts.ts'
import type { EnrollableCourse } from '../domain/site-state.ts'
import { ForwardingReader } from '../sites/forwarding-reader.ts'
import type { CourseNames, SiteReader } from '../sites/site.ts'

/** Of this size on, answers are forgotten: memory stays flat. */
const MOST_COURSES = 20_000

/**
 * What the site answered to the chunks of a file and cannot change by what the file does: each chunk would ask it
 * again. It holds only while nobody else writes to the site: the site's revision tells.
 */
export class KnownAnswers {
  readonly #keepsCourses: boolean
  readonly #byShortname = new Map<string, readonly EnrollableCourse[]>()
  readonly #byIdnumber = new Map<string, readonly EnrollableCourse[]>()
  #roles: Promise<Role[]> | null = null
  #profileFields: Promise<ProfileField[]> | null = null
  #revision: number

  constructor(kind: RecordKind, revision: number) {
    this.#keepsCourses = kind !== 'course' && kind !== 'category'
    this.#revision = revision
  }

  holdsAt(revision: number): boolean {
    return revision === this.#revision
  }

  /** A chunk of the file was written, which brought the site to this revision. */
  committed(revision: number): void {
    this.#revision = revision
  }

  reader(site: SiteReader): SiteReader {
    return new KnownReader(site, this)
  }

  roles(site: SiteReader): Promise<Role[]> {
    this.#roles ??= site.roles()
    return this.#roles
  }

  profileFields(site: SiteReader): Promise<ProfileField[]> {
    this.#profileFields ??= site.profileFields()
    return this.#profileFields
  }

  async enrollableCourses(
    site: SiteReader,
    { shortnames, idnumbers }: CourseNames,
  ): Promise<EnrollableCourse[]> {
    if (!this.#keepsCourses) return site.enrollableCourses({ shortnames, idnumbers })
    if (this.#byShortname.size + this.#byIdnumber.size > MOST_COURSES) {
      this.#byShortname.clear()
      this.#byIdnumber.clear()
    }
    const unknown = {
      shortnames: shortnames.filter((shortname) => !this.#byShortname.has(shortname)),
      idnumbers: idnumbers.filter((idnumber) => !this.#byIdnumber.has(idnumber)),
    }
    if (unknown.shortnames.length + unknown.idnumbers.length > 0) {
      const found = await site.enrollableCourses(unknown)
      keep(
        unknown.shortnames,
        Map.groupBy(found, ({ shortname }) => shortname),
        this.#byShortname,
      )
      keep(
        unknown.idnumbers,
        Map.groupBy(found, ({ idnumber }) => idnumber),
        this.#byIdnumber,
      )
    }
    const answer = [
      ...shortnames.flatMap((shortname) => this.#byShortname.get(shortname) ?? []),
      ...idnumbers.flatMap((idnumber) => this.#byIdnumber.get(idnumber) ?? []),
    ]
    return [...new Map(answer.map((course) => [course.id, course])).values()]
  }
}

/** Keeps also that there is none. */
function keep(
  names: readonly string[],
  found: ReadonlyMap<string, EnrollableCourse[]>,
  known: Map<string, readonly EnrollableCourse[]>,
): void {
  for (const name of names) known.set(name, found.get(name) ?? [])
}

class KnownReader extends ForwardingReader {
  readonly #known: KnownAnswers

  constructor(under: SiteReader, known: KnownAnswers) {
    super(under)
    this.#known = known
  }

  override roles() {
    return this.#known.roles(this.under)
  }

  override profileFields() {
    return this.#known.profileFields(this.under)
  }

  override enrollableCourses(by: CourseNames) {
    return this.#known.enrollableCourses(this.under, by)
  }
}
