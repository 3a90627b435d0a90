import type { Policy } from '../../domain/policy.ts'
import { policyOf as uploadPolicyOf } from '../moodle-csv/policy.ts'
import type { EnrolmentListSettings } from './settings.ts'

/** The columns behind the values of actions, for messages; what a row asks for, its action says itself. */
export function policyOf({ matchField, courseField }: EnrolmentListSettings): Policy {
  return {
    ...uploadPolicyOf({}),
    labels: {
      enrolment: {
        idnumber: matchField,
        course: courseField,
        enrolmenttime: 'begin',
        completetime: 'end',
      },
    },
  }
}
