import { MORE_USER_FIELDS } from '../../../../domain/more-fields.ts'
import type { Tables } from '../schema.ts'

/** Of the further fields of users one is kept apart, as tags. */
export const TAGS = 'interests'
export const MORE_COLUMNS: readonly string[] = MORE_USER_FIELDS.filter((field) => field !== TAGS)

/** What a first look for an import reads. */
export const PLANNING_TABLES: Tables = {
  user: [
    ...['id', 'username', 'email', 'idnumber', 'firstname', 'lastname', 'city', 'country', 'auth', 'lang'],
    ...['timezone', 'theme', 'description', 'institution', 'department', 'suspended', 'deleted'],
    ...MORE_COLUMNS,
  ],
  tag: ['id', 'rawname'],
  tag_instance: ['tagid', 'component', 'itemtype', 'itemid', 'ordering'],
  user_info_field: ['id', 'shortname', 'defaultdata'],
  user_info_data: ['userid', 'fieldid', 'data'],
  enrol: ['id', 'courseid', 'enrol', 'status'],
  user_enrolments: ['enrolid', 'userid', 'status', 'timestart', 'timeend'],
  role: ['id', 'shortname'],
  role_assignments: ['id', 'roleid', 'userid', 'contextid'],
  context: ['id', 'contextlevel', 'instanceid'],
}
