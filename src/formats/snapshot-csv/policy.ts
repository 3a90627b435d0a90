import type { Policy } from '../../domain/policy.ts'
import { policyOf as uploadPolicyOf } from '../moodle-csv/policy.ts'
import { FIELDS } from './layout.ts'
import type { SnapshotSettings } from './settings.ts'

/** The columns behind the values of actions, for messages; what a row asks for, its action says itself. */
export function policyOf({ matchField, allowDuplicateEmails }: SnapshotSettings): Policy {
  return {
    ...uploadPolicyOf({ required: { user: [...FIELDS] }, allowDuplicateEmails }),
    labels: { user: { idnumber: matchField } },
    plainProfileColumns: true,
  }
}
