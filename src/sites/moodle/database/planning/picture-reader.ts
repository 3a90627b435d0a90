import type { Enrolment, RoleAssignment, User } from '../../../../domain/entities.ts'
import type { Person } from '../../../../domain/state/people-index.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { ForwardingReader } from '../../../forwarding-reader.ts'
import type { Pair, PersonNames, RolePlace } from '../../../site.ts'
import type { MoodleSite } from '../../moodle-site.ts'
import { isNewId } from '../../new-ids.ts'
import type { UserField } from '../../read/users.ts'
import { enrolmentsIn } from './enrolments.ts'
import { checkRolesIn, roleAssignmentsIn } from './role-assignments.ts'
import { usersIn } from './users.ts'

/**
 * A Moodle site of which people, enrolments and roles are read from one picture of its database, and the rest by web services.
 * What was answered stays answered when the picture is closed; what is asked for the first time then is asked of the web
 * services.
 */
export class PictureReader extends ForwardingReader {
  readonly #site: MoodleSite
  readonly #users = new Map<string, readonly User[]>()
  readonly #enrolments = new Map<string, Enrolment | null>()
  readonly #roles = new Map<string, readonly RoleAssignment[]>()
  #picture: Picture | null
  #checked: Promise<void> | null = null

  constructor(site: MoodleSite, picture: Picture) {
    super(site)
    this.#site = site
    this.#picture = picture
  }

  close(): void {
    this.#picture = null
  }

  /** The database tells the roles of all contexts. */
  override get unreadRoles() {
    return undefined
  }

  override async users({ usernames, emails, idnumbers, ids = [] }: PersonNames): Promise<User[]> {
    const asked: readonly [UserField, readonly string[]][] = [
      ['username', usernames],
      ['email', emails],
      ['idnumber', idnumbers],
      ['id', ids.filter((id) => !isNewId(id)).map(String)],
    ]
    const found = new Map<number, User>()
    for (const [field, values] of asked) {
      const unknown = values.filter((value) => !this.#users.has(`${field}:${value}`))
      if (unknown.length > 0) await this.#askForUsers(field, unknown)
      for (const value of values) {
        for (const user of this.#users.get(`${field}:${value}`)!) found.set(user.id, user)
      }
    }
    return [...found.values()]
  }

  override async people(by: PersonNames): Promise<Person[]> {
    return this.users(by)
  }

  override async enrolments(places: readonly Pair[]): Promise<Enrolment[]> {
    const onSite = places.filter((place) => !place.some(isNewId))
    const unknown = onSite.filter((place) => !this.#enrolments.has(String(place)))
    if (unknown.length > 0) {
      const found = await this.#askForEnrolments(unknown)
      for (const place of unknown) this.#enrolments.set(String(place), found.get(String(place)) ?? null)
    }
    return onSite.flatMap((place) => this.#enrolments.get(String(place)) ?? [])
  }

  override async roleAssignments(places: readonly RolePlace[]): Promise<RoleAssignment[]> {
    const onSite = places.filter(([userId, , instanceId]) => !isNewId(userId) && !isNewId(instanceId))
    const unknown = onSite.filter((place) => !this.#roles.has(String(place)))
    if (unknown.length > 0) {
      const found = await this.#askForRoles(unknown)
      for (const place of unknown) this.#roles.set(String(place), found.get(String(place)) ?? [])
    }
    return onSite.flatMap((place) => this.#roles.get(String(place))!)
  }

  async #askForUsers(field: UserField, values: readonly string[]): Promise<void> {
    const found =
      this.#picture === null
        ? await this.#site.users(namesOf(field, values))
        : await usersIn(this.#picture, field, values, this.#site.own)
    const byValue = Map.groupBy(found, (user) => String(user[field]))
    for (const value of values) this.#users.set(`${field}:${value}`, byValue.get(value) ?? [])
  }

  async #askForEnrolments(places: readonly Pair[]): Promise<ReadonlyMap<string, Enrolment>> {
    if (this.#picture !== null) {
      await this.#checkRoles(this.#picture)
      return enrolmentsIn(this.#picture, places, Math.floor(Date.now() / 1000))
    }
    const found = await this.#site.enrolments(places)
    return new Map(found.map((enrolment) => [`${enrolment.userId},${enrolment.courseId}`, enrolment]))
  }

  async #askForRoles(places: readonly RolePlace[]): Promise<ReadonlyMap<string, readonly RoleAssignment[]>> {
    if (this.#picture !== null) {
      await this.#checkRoles(this.#picture)
      return roleAssignmentsIn(this.#picture, places)
    }
    const found = await this.#site.roleAssignments(places)
    return Map.groupBy(found, ({ userId, context, instanceId }) => String([userId, context, instanceId]))
  }

  /** Before anything rests on the id of a role. */
  #checkRoles(picture: Picture): Promise<void> {
    this.#checked ??= checkRolesIn(picture, this.#site.own.roles)
    return this.#checked
  }
}

function namesOf(field: UserField, values: readonly string[]): PersonNames {
  const none = { usernames: [], emails: [], idnumbers: [] }
  switch (field) {
    case 'username':
      return { ...none, usernames: values }
    case 'email':
      return { ...none, emails: values }
    case 'idnumber':
      return { ...none, idnumbers: values }
    case 'id':
      return { ...none, ids: values.map(Number) }
  }
}
