import type { Learner } from '../../../domain/activity.ts'
import { refusal } from '../../../domain/finding.ts'
import type { ProfileField } from '../../../domain/site-facts.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import type { ActivityQuestion } from '../../activity.ts'
import { flag, type Row, rowsIn, text, whole } from '../read/rows.ts'
import { usersBy } from '../read/users.ts'

/** Fields of the account that a look-up tells. */
const ACCOUNT_FIELDS = [
  'username',
  'idnumber',
  'email',
  'firstname',
  'lastname',
  'institution',
  'department',
  'address',
  'city',
  'country',
  'phone1',
  'phone2',
  'lang',
  'timezone',
  'auth',
]

type Asked = Pick<ActivityQuestion, 'accountFields' | 'profileFields' | 'cohorts'>

/** Throws RB-9090 for what a look-up does not tell: a filter by it would let through what it should not. */
export function checkAsked({ accountFields, profileFields, cohorts }: Asked, known: readonly ProfileField[]) {
  const shortnames = known.map(({ shortname }) => shortname)
  const account = accountFields.find((name) => !ACCOUNT_FIELDS.includes(name))
  const unknown = cohorts ? 'cohorts' : account
  if (unknown !== undefined) {
    throw refusal('RB-9090', { field: 'field of the account', value: unknown, accepted: ACCOUNT_FIELDS })
  }
  const profile = profileFields.find((name) => !shortnames.includes(name))
  if (profile !== undefined) {
    throw refusal('RB-9090', { field: 'profile field', value: profile, accepted: shortnames })
  }
}

/** People by account number; the guest and whoever never confirmed the account are not among them (outbound rule O-51). */
export async function learnersByIds(
  ws: MoodleWs,
  ids: readonly number[],
  asked: Asked,
  known: readonly ProfileField[],
): Promise<ReadonlyMap<number, Learner>> {
  const rows = await usersBy(ws, 'id', ids.map(String))
  const told = rows.filter((row) => row['confirmed'] !== false && text(row, 'username') !== 'guest')
  return new Map(told.map((row) => [whole(row, 'id'), learnerOf(row, asked, known)]))
}

function learnerOf(
  row: Row,
  { accountFields, profileFields }: Asked,
  known: readonly ProfileField[],
): Learner {
  const own = rowsIn(row, 'customfields')
  const profileValue = (name: string) => {
    const filled = own.find((field) => text(field, 'shortname') === name)
    if (filled !== undefined) return text(filled, 'value')
    return known.find(({ shortname }) => shortname === name)?.defaultValue ?? ''
  }
  return {
    id: whole(row, 'id'),
    username: text(row, 'username'),
    idnumber: text(row, 'idnumber'),
    email: text(row, 'email'),
    suspended: flag(row, 'suspended'),
    account: Object.fromEntries(accountFields.map((name) => [name, text(row, name)])),
    profile: Object.fromEntries(profileFields.map((name) => [name, profileValue(name)])),
    cohorts: [],
  }
}
