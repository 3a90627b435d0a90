import type { Policy } from '../../domain/policy.ts'
import type { OnerosterSettings } from './settings.ts'

const NO_MAIL = { enabled: false, subject: '', template: '' }

/**
 * The columns behind the values of actions, for messages; what a record asks for, its action says itself. Families
 * share addresses, and the standard does not ask for an address at all, so two users may have one.
 */
export function policyOf({ courseShortname, profileFields }: OnerosterSettings): Policy {
  const ofProfile = Object.entries(profileFields).map(([column, field]) => [`profile_field_${field}`, column])
  return {
    labels: {
      category: { idnumber: 'sourcedId', parent: 'parentSourcedId' },
      user: {
        idnumber: 'sourcedId',
        firstname: 'givenName',
        lastname: 'familyName',
        suspended: 'enabledUser',
        ...Object.fromEntries(ofProfile),
      },
      course: {
        idnumber: 'sourcedId',
        shortname: courseShortname,
        fullname: 'title',
        categoryIdnumber: 'schoolSourcedId',
        startdate: 'termSourcedIds',
      },
      enrolment: {
        idnumber: 'userSourcedId',
        course: 'classSourcedId',
        enrolmenttime: 'beginDate',
        completetime: 'endDate',
      },
    },
    required: { user: [], course: [] },
    createOrUpdate: false,
    identifyBy: ['idnumber'],
    createGroupsAndGroupings: false,
    allowDuplicateEmails: true,
    allowChangemePassword: false,
    isoDates: true,
    updateMayEnrol: false,
    newUserEmail: NO_MAIL,
    newEnrolmentEmail: { ...NO_MAIL, from: 'admin' },
  }
}
