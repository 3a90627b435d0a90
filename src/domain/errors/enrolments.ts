/** Enrolments, roles and groups: RB-4000 to RB-4999. */
export const ENROLMENT_ERRORS = {
  'RB-4001': { message: '{field} "{value}" is no role of the site; accepted are {accepted}{hint}' },
  'RB-4002': { message: '{field} "{value}" is no context; accepted are {accepted}' },
  'RB-4003': { message: '{field} "{value}": no such {thing}; accepted is the {accepted} of an existing one' },
  'RB-4004': {
    message: '{field} "{value}": several have this {accepted}, so the record does not say which is meant',
  },
  'RB-4005': {
    message: '{field} "{value}" cannot be given in the context {context}; it can be given in {accepted}',
  },
  'RB-4006': {
    message: '{field} {value} lies before {other} {start}; an enrolment must end after it starts',
  },
  'RB-4007': { message: '{person} cannot be enrolled: course "{value}" takes no manual enrolments' },
  'RB-4008': {
    message:
      '{person} is not enrolled in course "{value}", so there is nothing to update; a create record enrols (or the setting compatibility.updateMayEnrol, together with a role)',
  },
  'RB-4009': {
    message: 'Required but empty or missing: {field}. In the context {context} an update gives a role',
  },
  'RB-4010': {
    message:
      '{field} "{value}" does not exist in course "{course}"; it is created when the setting createGroupsAndGroupings is on',
  },
  'RB-4011': { message: '{field} "{value}": several in course "{course}" have this name' },
  'RB-4012': { message: '{field} "{value}" needs a {other} beside it: a grouping holds groups' },
  'RB-4020': { message: 'The role is held there already and the record brings nothing new' },
  'RB-4021': { message: 'The role is not held there, so there is nothing to take away' },
  'RB-4022': {
    message:
      '{person} does not have the role {role} in course "{value}"; the enrolment stays because of other roles: {accepted}',
  },
  'RB-4023': {
    message:
      '{person} is enrolled in course "{value}" through the method "{method}"; its times and status are not set from a file, and it is not ended',
  },
} as const
