import { createHash } from 'node:crypto'
import {
  allOrNothing,
  type Call,
  eachByItself,
  mayDo,
  requireCapability,
  type StandInFunction,
} from '../call.ts'
import {
  codingError,
  duplicateRow,
  invalidParameter,
  invalidResponse,
  MoodleError,
  missingRow,
  moodleException,
  tooLong,
} from '../moodle-error.ts'
import {
  alpha,
  bool,
  int,
  list,
  noTags,
  type Parameters,
  plugin,
  raw,
  structure,
  trimmed,
  username,
} from '../parameters.ts'
import { BLANK_USER, type User } from '../site-state.ts'
import { showUser } from './show-user.ts'

/** Methods that keep passwords in Moodle. */
const INTERNAL = ['manual', 'email']

const PLAIN_FIELDS = {
  auth: plugin,
  lang: noTags,
  calendartype: plugin,
  theme: plugin,
  timezone: raw,
  mailformat: int,
  maildisplay: int,
  description: raw,
  city: noTags,
  country: alpha,
  institution: noTags,
  department: noTags,
  phone1: noTags,
  phone2: noTags,
  address: noTags,
  middlename: noTags,
  alternatename: noTags,
  firstnamephonetic: noTags,
  lastnamephonetic: noTags,
  interests: noTags,
  idnumber: raw,
  customfields: list(structure({ type: plugin, value: raw })),
  preferences: list(structure({ type: raw, value: raw })),
}
const OWN = [
  'id',
  'username',
  'firstname',
  'lastname',
  'email',
  'idnumber',
  'auth',
  'password',
  'suspended',
  'customfields',
  'preferences',
  'createpassword',
]

const createUsers: StandInFunction = {
  parameters: structure({
    users: list(
      structure(
        { username, firstname: noTags, lastname: noTags, email: trimmed },
        { ...PLAIN_FIELDS, password: raw, createpassword: bool },
      ),
    ),
  }),
  run(call, { users }) {
    requireCapability(call, 'moodle/user:create', 'Create users')
    return allOrNothing(call, users, (given: Parameters) => {
      const { id } = createUser(call, given)
      return { id, username: given.username }
    })
  },
}

function createUser(call: Call, given: Parameters): User {
  const { site } = call
  for (const field of ['username', 'firstname', 'lastname']) {
    if (given[field].trim() === '') throw invalidParameter(`The field ${field} cannot be blank`)
  }
  if (site.usernames.get(given.username) !== undefined) {
    throw invalidParameter(`Username already exists: ${given.username}`)
  }
  const auth = given.auth ?? 'manual'
  if (!site.settings.authMethods.includes(auth))
    throw invalidParameter(`Invalid authentication type: ${auth}`)
  if (given.lang !== undefined && !site.settings.languages.includes(given.lang))
    throw invalidParameter(`Invalid language code: ${given.lang}`)
  if (!isEmail(given.email)) throw invalidParameter(`Email address is invalid: ${given.email}`)
  if (!site.settings.sharedEmails && site.emails.get(given.email.toLowerCase()) !== undefined) {
    throw invalidParameter(`Email address already exists: ${given.email}`)
  }
  const internal = INTERNAL.includes(auth)
  if (internal && !given.createpassword && (given.password ?? '') === '') {
    throw invalidParameter('Invalid password: you must provide a password, or set createpassword.')
  }
  if (internal && !given.createpassword) checkPolicy(call, given.password)
  checkLengths(given)
  return site.addUser({
    ...BLANK_USER,
    ...(given.createpassword ? { preferences: { auth_forcepasswordchange: '1' } } : {}),
    username: given.username,
    firstname: given.firstname,
    lastname: given.lastname,
    email: given.email,
    idnumber: given.idnumber ?? '',
    auth,
    password: internal ? hashOf(given.password ?? '') : 'not cached',
    fields: { lang: site.settings.defaultLanguage, timezone: '99', mailformat: 1, ...otherFields(given) },
    profile: storedProfile(call, given),
  })
}

const updateUsers: StandInFunction = {
  parameters: structure({
    users: list(
      structure(
        { id: int },
        {
          ...PLAIN_FIELDS,
          username,
          firstname: noTags,
          lastname: noTags,
          email: trimmed,
          password: raw,
          suspended: bool,
          userpicture: int,
        },
      ),
    ),
  }),
  run(call, { users }) {
    requireCapability(call, 'moodle/user:update', 'Update user profiles')
    const answer = eachByItself(
      call,
      'user',
      users,
      ({ id }: Parameters) => id,
      (given) => updateUser(call, given),
    )
    // The code of a warning must be a plain word, and a broken policy gives its text as the code.
    if (answer.warnings.some(({ warningcode }) => /\W/.test(warningcode))) throw invalidResponse()
    return answer
  },
}

function updateUser(call: Call, given: Parameters): void {
  const { site } = call
  const user = site.users.get(given.id)
  if (user === undefined) throw moodleException('invaliduserid', 'Invalid user ID')
  if (user.deleted) throw moodleException('usernotupdateddeleted', 'error/usernotupdateddeleted')
  if (user.username === 'guest') throw moodleException('usernotupdatedguest', 'error/usernotupdatedguest')
  if (given.email !== undefined && given.email !== user.email) {
    if (!isEmail(given.email)) throw moodleException('useremailinvalid', 'Invalid email address')
    const owner = site.emails.get(given.email.toLowerCase())
    if (owner !== undefined && owner !== user.id && !site.settings.sharedEmails)
      throw moodleException('useremailduplicate', 'Duplicate address')
  }
  const holder = given.username === undefined ? undefined : site.usernames.get(given.username)
  if (holder !== undefined && holder !== user.id) throw duplicateRow()
  if ((given.password ?? '') !== '') checkPolicy(call, given.password)
  checkLengths(given)
  site.changeUser(user.id, {
    ...pick(given, ['username', 'firstname', 'lastname', 'email', 'idnumber', 'auth', 'suspended']),
    ...((given.password ?? '') !== '' && { password: hashOf(given.password) }),
    fields: { ...user.fields, ...otherFields(given) },
    profile: { ...user.profile, ...storedProfile(call, given) },
  })
}

const deleteUsers: StandInFunction = {
  parameters: structure({ userids: list(int) }),
  run(call, { userids }) {
    const { site } = call
    requireCapability(call, 'moodle/user:delete', 'Delete users')
    allOrNothing(call, userids, (id: number) => {
      const user = site.liveUser(id)
      if (user === undefined) throw missingRow('user', 'invaliduser')
      if (user.username === 'admin')
        throw moodleException('useradminodelete', 'Admin accounts can not be deleted.')
      site.changeUser(id, {
        deleted: true,
        former: user.username,
        username: `${user.email}.${call.now}`,
        email: createHash('md5').update(user.username).digest('hex'),
        idnumber: '',
        profile: {},
      })
      for (const { courseid } of site.enrolments.all().filter(({ userid }) => userid === id)) {
        site.enrolments.delete(`${id}:${courseid}`)
      }
      for (const { roleid, context } of site.roleAssignments.all().filter(({ userid }) => userid === id)) {
        site.roleAssignments.delete(`${roleid}:${id}:${context}`)
      }
    })
    return null
  },
}

const SEARCHED = { id: int, idnumber: raw, username, email: trimmed }

const getUsersByField: StandInFunction = {
  parameters: structure({ field: raw, values: list(raw) }),
  run(call, { field, values }) {
    const { site } = call
    const type = SEARCHED[field as keyof typeof SEARCHED]
    if (type === undefined) throw codingError('invalid field parameter')
    for (const value of values) {
      if (type.read(value) === undefined) {
        throw invalidParameter(
          `Invalid external api parameter: the value is "${value}", the server was expecting "${type.type}" type`,
        )
      }
    }
    const wanted = new Set<string>(values)
    wanted.delete('')
    const found = site.users.filter((user) => wanted.has(String(user[field as 'id' | 'email'])))
    // A deleted user is still found by id.
    const seen = found.filter((user) => user.username !== 'guest' && (field === 'id' || !user.deleted))
    // Nobody is found by what the account does not see of them.
    return seen
      .filter(({ id }) => maySee(call, id))
      .map((user) => showUser(call, user))
      .filter((shown) => field in shown)
  },
}

const getUsers: StandInFunction = {
  parameters: structure({ criteria: list(structure({ key: raw, value: raw })) }),
  run(call, { criteria }) {
    const keys = ['id', 'lastname', 'firstname', 'idnumber', 'username', 'email', 'auth']
    const warnings = criteria
      .filter(({ key }: Parameters) => !keys.includes(key))
      .map(({ key }: Parameters) => ({
        item: key,
        warningcode: 'invalidfieldparameter',
        message: `The search key '${key}' is not supported, look at the web service documentation`,
      }))
    const users = call.site.users.filter(
      (user) =>
        !user.deleted &&
        criteria.every(
          ({ key, value }: Parameters) =>
            !keys.includes(key) || isLike(String(user[key as 'email']), key, value),
        ),
    )
    return { users: users.filter(({ id }) => maySee(call, id)).map((user) => showUser(call, user)), warnings }
  },
}

function isLike(text: string, key: string, value: string): boolean {
  if (!['lastname', 'firstname', 'email'].includes(key)) return text === value
  const parts = value.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text)
}

function maySee(call: Call, id: number): boolean {
  return call.account.userId === id || mayDo(call, 'moodle/user:viewdetails')
}

function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*$/.test(text)
}

function checkPolicy({ release, site }: Call, password: string): void {
  const policy = site.settings.passwordPolicy
  if (policy === null) return
  const has = (kind: RegExp, least: number) => (password.match(kind) ?? []).length >= least
  const rulesKept: [boolean, string][] = [
    [password.length >= policy.minLength, `Passwords must be at least ${policy.minLength} characters long.`],
    [has(/\d/g, policy.digits), `Passwords must have at least ${policy.digits} digit(s).`],
    [has(/[a-z]/g, policy.lower), `Passwords must have at least ${policy.lower} lower case letter(s).`],
    [has(/[A-Z]/g, policy.upper), `Passwords must have at least ${policy.upper} upper case letter(s).`],
    [
      has(/[^A-Za-z0-9]/g, policy.nonAlphanumeric),
      `The password must have at least ${policy.nonAlphanumeric} special character(s) such as ${release === '4.1' ? 'as ' : ''}*, -, or #.`,
    ],
  ]
  const unkept = rulesKept.filter(([kept]) => !kept)
  if (unkept.length === 0) return
  const rules = unkept.map(([, rule]) => `<div>${rule}</div>`).join('')
  throw new MoodleError('moodle_exception', rules, `error/${rules}`)
}

function hashOf(password: string): string {
  return createHash('sha256').update(password).digest('hex')
}

function checkLengths(given: Parameters): void {
  const columns = { username: 100, firstname: 100, lastname: 100, email: 100, idnumber: 255, city: 120 }
  for (const [name, length] of Object.entries(columns)) {
    if ([...(given[name] ?? '')].length > length) throw tooLong(length)
  }
}

function otherFields(given: Parameters): Record<string, string | number> {
  const others = Object.fromEntries(Object.entries(given).filter(([name]) => !OWN.includes(name)))
  // Anything but a code of a country is stored as 0.
  const { country } = others as { country?: string }
  if (country !== undefined && country !== '' && !/^(?:[A-W][A-Z]|Z[AMW]|Y[ET])$/.test(country))
    others['country'] = '0'
  return others as Record<string, string | number>
}

/** Unknown fields are ignored, values outside a menu are stored empty. */
function storedProfile({ site }: Call, given: Parameters): Record<string, string> {
  const pairs = (given.customfields ?? []).flatMap(({ type, value }: Parameters) => {
    const field = site.profileFields.find(({ shortname }) => shortname === type)
    if (field === undefined) return []
    return [[type, field.options === undefined || field.options.includes(value) ? value : '']]
  })
  return Object.fromEntries(pairs)
}

function pick(given: Parameters, names: readonly string[]): Partial<User> {
  return Object.fromEntries(
    names.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]),
  )
}

export const USER_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  core_user_create_users: createUsers,
  core_user_update_users: updateUsers,
  core_user_delete_users: deleteUsers,
  core_user_get_users_by_field: getUsersByField,
  core_user_get_users: getUsers,
}
