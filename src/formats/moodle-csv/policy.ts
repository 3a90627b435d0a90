import type { Policy } from '../../domain/policy.ts'

const NO_MAIL = { enabled: false, subject: '', template: '' }

interface Asked {
  readonly required?: Partial<Policy['required']>
  readonly allowDuplicateEmails?: boolean
}

/** What the uploads leave to planning: their actions say the rest themselves, in dates that the format has read. */
export function policyOf({ required = {}, allowDuplicateEmails = false }: Asked): Policy {
  return {
    labels: {},
    required: { user: [], course: [], ...required },
    createOrUpdate: false,
    identifyBy: ['username', 'email', 'idnumber'],
    createGroupsAndGroupings: true,
    allowDuplicateEmails,
    allowChangemePassword: true,
    isoDates: true,
    updateMayEnrol: false,
    newUserEmail: NO_MAIL,
    newEnrolmentEmail: { ...NO_MAIL, from: 'admin' },
  }
}
