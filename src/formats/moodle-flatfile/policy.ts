import type { Policy } from '../../domain/policy.ts'
import { policyOf as uploadPolicyOf } from '../moodle-csv/policy.ts'
import type { FlatfileSettings } from './settings.ts'

const WELCOME =
  '<p>Dear %%user_fullname%%,</p><p>you have been enrolled in the course %%course_fullname%% of %%sitename%%.</p>'

/** Who is told of a new enrolment (moodle-csv.md 1.2); what a line asks for, its action says itself. */
export function policyOf({ mailStudents, mailTeachers, mailAdmins }: FlatfileSettings): Policy {
  return {
    ...uploadPolicyOf({}),
    newEnrolmentEmail: {
      enabled: mailStudents,
      from: 'teacher',
      subject: 'You have been enrolled in a course',
      template: WELCOME,
    },
    newEnrolmentNotice: { teacher: mailTeachers, admin: mailAdmins },
  }
}
