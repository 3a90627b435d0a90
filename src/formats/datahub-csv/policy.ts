import type { Policy } from '../../domain/policy.ts'
import type { DatahubSettings } from './settings.ts'

/** Required values of a create row (Data Hub section 1). */
const REQUIRED: Policy['required'] = {
  user: ['username', 'password', 'firstname', 'lastname', 'email', 'city'],
  course: ['shortname', 'fullname', 'category'],
}

export function policyOf(settings: DatahubSettings): Policy {
  return {
    labels: settings.fieldMapping,
    required: REQUIRED,
    createOrUpdate: settings.createOrUpdate,
    identifyBy: settings.identifyBy,
    createGroupsAndGroupings: settings.createGroupsAndGroupings,
    allowDuplicateEmails: settings.allowDuplicateEmails,
    allowChangemePassword: settings.allowChangemePassword,
    isoDates: settings.isoDates,
    updateMayEnrol: settings.compatibility.updateMayEnrol,
    newUserEmail: settings.newUserEmail,
    newEnrolmentEmail: settings.newEnrolmentEmail,
  }
}
