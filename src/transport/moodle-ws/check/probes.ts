import type { MoodleWs } from '../client.ts'
import { WsFailure } from '../failure.ts'
import type { Parameters } from '../parameters.ts'

/**
 * A call that Moodle refuses whatever the account may do, but only after asking for the capability: it names things
 * that never exist (id 0) or breaks several rules at once. Only where the order of Moodle's checks lets that be.
 */
interface Probe {
  readonly function: string
  readonly parameters: Parameters
  readonly capability: string
}

const PROBES: readonly Probe[] = [
  {
    function: 'core_user_create_users',
    parameters: {
      users: [
        // No such method, no e-mail address and no password: three refusals wait behind the question of rights.
        { username: 'rollbook.check', firstname: '-', lastname: '-', email: '-', auth: 'rollbookcheck' },
      ],
    },
    capability: 'moodle/user:create',
  },
  {
    function: 'core_user_update_users',
    parameters: { users: [{ id: 0 }] },
    capability: 'moodle/user:update',
  },
  { function: 'core_user_delete_users', parameters: { userids: [0] }, capability: 'moodle/user:delete' },
]

/** Capabilities that the account lacks, of those that can be asked for without doing anything. */
export async function lackingCapabilities(ws: MoodleWs, available: ReadonlySet<string>): Promise<string[]> {
  const lacking: string[] = []
  for (const probe of PROBES) {
    if (available.has(probe.function) && (await isDenied(ws, probe))) lacking.push(probe.capability)
  }
  if (available.has('core_user_get_users_by_field')) lacking.push(...(await lackingViews(ws)))
  return lacking
}

async function isDenied(ws: MoodleWs, probe: Probe): Promise<boolean> {
  const failure = await failureOf(ws.read(probe.function, probe.parameters))
  if (failure !== null && failure.kind !== 'refused') throw failure
  return failure?.errorcode === 'nopermissions'
}

/** The first account of a site is an administrator; an account without rights over users finds nobody. */
const FIRST_ADMINISTRATOR = 2

async function lackingViews(ws: MoodleWs): Promise<string[]> {
  const found = await ws.read('core_user_get_users_by_field', { field: 'id', values: [FIRST_ADMINISTRATOR] })
  const [user] = Array.isArray(found) ? (found as Record<string, unknown>[]) : []
  return user === undefined ? ['moodle/user:viewdetails'] : viewsLackedFor(user)
}

/** What shows these fields of other people. */
const SHOWN_BY = {
  auth: 'moodle/user:viewalldetails',
  firstname: 'moodle/site:viewfullnames',
  email: 'moodle/site:viewuseridentity',
} as const

/** Capabilities without which these fields are left out of a user that was looked up. */
export function viewsLackedFor(user: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(SHOWN_BY).flatMap(([field, capability]) => (field in user ? [] : [capability]))
}

/** Does the site have a function that the token's service lacks? It is called without parameters and never runs. */
export async function exists(ws: MoodleWs, name: string): Promise<boolean> {
  const failure = await failureOf(ws.read(name))
  if (failure?.kind === 'retryable' || failure?.kind === 'uncertain') throw failure
  return failure?.finding.code !== 'RB-9026'
}

/** Usual settings of PHP, the largest first; 1,000 is its default, and Moodle on PHP 8 insists on 5,000. */
const USUAL_VARIABLES = [5000, 3000, 2000, 1000, 500]

/**
 * How many fields a call may have at least, found by asking for users that do not exist: a call that is cut has lost
 * the name of its function and is refused. Null when not even the smallest is taken.
 */
export async function variablesTaken(ws: MoodleWs): Promise<number | null> {
  for (const variables of USUAL_VARIABLES) {
    // The fields of every call, and the name of the field.
    const values = Array.from({ length: variables - 5 }, () => 0)
    const failure = await failureOf(ws.read('core_user_get_users_by_field', { field: 'id', values }))
    if (failure === null) return variables
    if (failure.kind !== 'refused') throw failure
  }
  return null
}

async function failureOf(call: Promise<unknown>): Promise<WsFailure | null> {
  try {
    await call
    return null
  } catch (error) {
    if (error instanceof WsFailure) return error
    throw error
  }
}
