import type { Generated } from 'kysely'
import type { Instant, Json, MaybeInstant } from './schema.ts'

/** The embedded site's records. All are keyed by `site_id` first. */
export interface EmbeddedSiteTables {
  site_role: SiteRoleTable
  site_profile_field: SiteProfileFieldTable
  site_user: SiteUserTable
  site_category: SiteCategoryTable
  site_course: SiteCourseTable
  site_activity: SiteActivityTable
  site_enrolment: SiteEnrolmentTable
  site_role_assignment: SiteRoleAssignmentTable
  site_group: SiteGroupTable
  site_group_member: SiteGroupMemberTable
  site_grouping: SiteGroupingTable
  site_grouping_group: SiteGroupingGroupTable
  site_cohort: SiteCohortTable
  site_cohort_member: SiteCohortMemberTable
  site_course_letter: SiteCourseLetterTable
  history: HistoryTable
}

/** Which record of which run made the row; null for what was there before the hub came. */
export interface Origin {
  origin_run: number | null
  origin_file: number | null
  origin_line: number | null
}

export interface SiteRoleTable {
  site_id: number
  id: number
  shortname: string
  contexts: string[]
}

export interface SiteProfileFieldTable {
  site_id: number
  shortname: string
  position: number
  name: string
  type: string
  options: string[]
  default_value: string
  include_time: boolean
}

export interface SiteUserTable extends Origin {
  site_id: number
  id: number
  username: string
  email: string
  idnumber: string
  firstname: string
  lastname: string
  city: string
  country: string
  auth: string
  lang: string
  timezone: string
  theme: string
  description: string
  institution: string
  department: string
  maildigest: number
  autosubscribe: boolean
  trackforums: boolean
  suspended: boolean
  force_password_change: boolean
  password_hash: string
  profile: Json<Record<string, string>>
  /** Further fields by name. */
  more: Generated<Json<Record<string, string>>>
  deleted: Generated<boolean>
  confirmed: Generated<boolean>
  guest: Generated<boolean>
}

export interface SiteCategoryTable extends Origin {
  site_id: number
  id: number
  parent_id: number
  name: string
  idnumber: string
  visible: boolean
}

export interface SiteCourseTable extends Origin {
  site_id: number
  id: number
  category_id: number
  shortname: string
  fullname: string
  idnumber: string
  summary: string
  format: string
  numsections: number
  startdate: string
  enddate: string
  newsitems: number
  showgrades: boolean
  showreports: boolean
  visible: boolean
  maxbytes: number
  lang: string
  theme: string
  manual_enrol: boolean
  guest_enabled: boolean | null
  guest_password: string
  /** Further fields by name. */
  more: Generated<Json<Record<string, string>>>
}

export interface SiteActivityTable {
  site_id: number
  course_id: number
  position: number
  name: string
}

export interface SiteEnrolmentTable extends Origin {
  site_id: number
  course_id: number
  user_id: number
  method: string
  status: string
  time_start: MaybeInstant
  time_end: MaybeInstant
}

export interface SiteRoleAssignmentTable extends Origin {
  site_id: number
  user_id: number
  context: string
  instance_id: number
  role_id: number
}

export interface SiteGroupingTable extends Origin {}

export interface SiteGroupTable extends Origin {
  site_id: number
  id: number
  course_id: number
  name: string
  idnumber: string
  description: string
  password_hash: Generated<string>
}

export interface SiteGroupingTable extends Origin {
  site_id: number
  id: number
  course_id: number
  name: string
}

export interface SiteGroupMemberTable extends Origin {
  site_id: number
  group_id: number
  user_id: number
  course_id: number
}

export interface SiteGroupingGroupTable extends Origin {
  site_id: number
  grouping_id: number
  group_id: number
  course_id: number
}

export interface SiteCohortTable extends Origin {
  site_id: number
  id: number
  idnumber: string
  name: string
  description: string
  visible: boolean
  /** 0: of the whole site. */
  category_id: number
}

export interface SiteCohortMemberTable extends Origin {
  site_id: number
  cohort_id: number
  user_id: number
}

export interface SiteCourseLetterTable {
  site_id: number
  course_id: number
  /** In per cent, as decimal text. */
  lower_bound: string
  letter: string
}

export interface HistoryTable {
  site_id: number
  id: Generated<number>
  at: Instant
  run_id: number
  file_no: number
  line: number
  kind: string
  entity: string
  user_id: number | null
  course_id: number | null
  before: Json<object> | null
  after: Json<object> | null
}
