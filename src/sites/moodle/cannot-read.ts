/**
 * What Moodle's web services tell nobody, and what is taken for it instead. Writing refuses what would rest on a guess:
 * the refusals are beside the writers, in `write/`.
 */
export const CANNOT_READ = {
  'user.maildigest': 'the default: no look-up answers it and no function sets it',
  'user.autosubscribe': 'the default: no look-up answers it and no function sets it',
  'user.trackforums': 'the default: answered from 4.5 on, and no function sets it',
  'user.forcePasswordChange': 'not set: it is a preference that only its owner may read',
  'user.password': 'unknown: a password that a record brings is sent each time the record differs',
  'user.middlename, alternatename, phonetic names, maildisplay':
    'unknown: a value that a record brings is sent each time the record differs',
  'user.emailstop': 'unknown, and no function sets it',
  'course.guestAccess': 'open without password, or closed: only methods that are switched on are answered',
  'course.numsections': 'as the site settings have it where the course format does not answer it',
  'course.tags, downloadcontent': 'unknown, and no function sets them',
  'enrolment.method': 'manual: the list of participants does not say by which method somebody is in it',
  'enrolment.times':
    'unknown: the list of participants has no dates; who is outside of them counts as suspended',
  'roleAssignment outside courses': 'unknown: no function lists who holds a role in the system or a category',
  roles: 'from the site settings: no function lists roles',
  profileFields: 'from the site settings: answers show only the fields that somebody has filled',
} as const
