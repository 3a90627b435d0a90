import type { IdentifyingField, RecordKind } from './action.ts'

/**
 * What a feed's settings say about planning. Names and defaults are those of the reference page
 * (Data Hub section 10). A format turns the feed's settings into a policy, so that planning knows no format.
 */
export interface Policy {
  /** Column names as the file spells them, for messages: standard field name to column. Absent: the standard name. */
  readonly labels: Readonly<Partial<Record<RecordKind, Readonly<Record<string, string>>>>>
  /** Required values of a create row, by kind (Data Hub section 1). */
  readonly required: Readonly<Record<'user' | 'course', readonly string[]>>
  readonly createOrUpdate: boolean
  readonly identifyBy: readonly IdentifyingField[]
  readonly createGroupsAndGroupings: boolean
  readonly allowDuplicateEmails: boolean
  /** Take `changeme` as a real password (Data Hub 3.5). */
  readonly allowChangemePassword: boolean
  /** Also read ISO dates (Data Hub quirk Q-14). */
  readonly isoDates: boolean
  /** An enrolment `update` for somebody who is not enrolled enrols, if it names a role (Data Hub quirk Q-5). */
  readonly updateMayEnrol: boolean
  /** The column of a profile field has its short name alone, without `profile_field_`. */
  readonly plainProfileColumns?: boolean
  readonly newUserEmail: UserMailPolicy
  readonly newEnrolmentEmail: EnrolmentMailPolicy
  /** Who else is told of each new enrolment, and briefly: the highest teacher of the course, the administrator. */
  readonly newEnrolmentNotice?: { readonly teacher: boolean; readonly admin: boolean }
}

export interface UserMailPolicy {
  readonly enabled: boolean
  readonly subject: string
  readonly template: string
}

export interface EnrolmentMailPolicy extends UserMailPolicy {
  readonly from: 'admin' | 'teacher'
}
