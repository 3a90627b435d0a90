import type { ActivityKind } from '../domain/activity-entities.ts'
import type { Entities } from '../domain/entities.ts'
import type { CohortNames, CourseNames, NamePair, Pair, PersonNames, RolePlace, SiteReader } from './site.ts'

/** A reader that asks another one: the base of readers that change some of the questions. */
export class ForwardingReader implements SiteReader {
  protected readonly under: SiteReader

  constructor(under: SiteReader) {
    this.under = under
  }

  get unreadRoles() {
    return this.under.unreadRoles
  }

  get isUnwritable() {
    return this.under.isUnwritable
  }

  facts() {
    return this.under.facts()
  }

  roles() {
    return this.under.roles()
  }

  profileFields() {
    return this.under.profileFields()
  }

  lastId() {
    return this.under.lastId()
  }

  users(by: PersonNames) {
    return this.under.users(by)
  }

  people(by: PersonNames) {
    return this.under.people(by)
  }

  courses(by: CourseNames) {
    return this.under.courses(by)
  }

  enrollableCourses(by: CourseNames) {
    return this.under.enrollableCourses(by)
  }

  categories() {
    return this.under.categories()
  }

  enrolments(places: readonly Pair[]) {
    return this.under.enrolments(places)
  }

  roleAssignments(places: readonly RolePlace[]) {
    return this.under.roleAssignments(places)
  }

  groups(names: readonly NamePair[]) {
    return this.under.groups(names)
  }

  groupsByIdnumber(idnumbers: readonly NamePair[]) {
    return this.under.groupsByIdnumber(idnumbers)
  }

  groupings(names: readonly NamePair[]) {
    return this.under.groupings(names)
  }

  groupMembers(pairs: readonly Pair[]) {
    return this.under.groupMembers(pairs)
  }

  groupingGroups(pairs: readonly Pair[]) {
    return this.under.groupingGroups(pairs)
  }

  cohorts(by: CohortNames) {
    return this.under.cohorts(by)
  }

  cohortMembers(pairs: readonly Pair[]) {
    return this.under.cohortMembers(pairs)
  }

  contents(courseIds: readonly number[]) {
    return this.under.contents(courseIds)
  }

  activities<K extends ActivityKind>(kind: K, like: readonly Entities[K][]) {
    return this.under.activities(kind, like)
  }

  teachers(courseIds: readonly number[]) {
    return this.under.teachers(courseIds)
  }
}
