import type { Policy } from '../../domain/policy.ts'
import type { ImsSettings } from './settings.ts'

const NO_MAIL = { enabled: false, subject: '', template: '' }

/** The elements behind the values of actions, for messages; what a record asks for, its action says itself. */
export function policyOf({ courseMap }: ImsSettings): Policy {
  const source = (field: 'shortname' | 'fullname') =>
    courseMap[field] === 'coursecode' ? 'sourcedid' : courseMap[field]
  return {
    labels: {
      user: {
        idnumber: 'sourcedid',
        username: 'userid',
        firstname: 'given',
        lastname: 'family',
        city: 'locality',
        auth: 'authenticationtype',
      },
      course: {
        idnumber: 'sourcedid',
        shortname: source('shortname'),
        fullname: source('fullname'),
        category: 'orgunit',
        categoryIdnumber: 'orgunit',
        startdate: 'begin',
        enddate: 'end',
      },
      enrolment: {
        idnumber: 'sourcedid',
        course: 'sourcedid',
        role: 'roletype',
        group: 'cohort',
        enrolmenttime: 'begin',
        completetime: 'end',
      },
    },
    required: { user: ['username'], course: ['shortname', 'fullname'] },
    createOrUpdate: false,
    identifyBy: ['idnumber'],
    createGroupsAndGroupings: true,
    allowDuplicateEmails: false,
    allowChangemePassword: false,
    isoDates: true,
    updateMayEnrol: false,
    newUserEmail: NO_MAIL,
    newEnrolmentEmail: { ...NO_MAIL, from: 'admin' },
  }
}
