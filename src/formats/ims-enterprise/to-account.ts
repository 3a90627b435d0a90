import { type Finding, finding } from '../../domain/finding.ts'
import type { AccountEnd, AccountSync, AccountValues } from '../../domain/sync-action.ts'
import { contactValues } from './contact-details.ts'
import type { ImsPerson } from './elements.ts'
import type { ImsSettings } from './settings.ts'
import { idOf } from './source-id.ts'

/** What a person asks for (ims-enterprise.md section 4.1, quirks Q4 to Q7), and the user name that the log shows. */
export interface AskedAccount {
  readonly action: AccountSync | AccountEnd
  readonly username: string
}

export function toAccount(person: ImsPerson, settings: ImsSettings): AskedAccount | Finding {
  if (person.fault !== null) return person.fault
  const id = idOf(person.sourcedids)
  if (id === null) return finding('RB-1140', { value: 'person' })
  const username = usernameOf(person, id, settings)
  return { action: actionOf(person, id, username, settings), username }
}

/** A user name that was sent for a removal must be that of the person; one that stands in for none says nothing. */
function sentName({ userids }: ImsPerson, username: string): string {
  return (userids[0]?.text ?? '') === '' ? '' : username
}

function actionOf(
  person: ImsPerson,
  id: string,
  username: string,
  settings: ImsSettings,
): AccountSync | AccountEnd {
  const by = { field: 'idnumber', value: id } as const
  const values = valuesOf(person, username, settings)
  const lenient = settings.contactDetails ? LENIENT_TOO : LENIENT
  const common = { kind: 'user', verb: 'sync', by, values, lenient } as const
  switch (person.recstatus) {
    case '2': {
      const allowed = settings.updateUsers
      return allowed
        ? { ...common, ifKnown: 'update', ifUnknown: 'reject' }
        : { ...common, ifKnown: 'leave', ifUnknown: 'leave', ...becauseOf('updateUsers') }
    }
    case '3':
      return {
        kind: 'user',
        verb: 'end',
        by,
        how: settings.deleteUsers ? 'delete' : 'keep',
        ifUnknown: 'reject',
        ...(sentName(person, username) !== '' && { username }),
        ...(!settings.deleteUsers && { because: 'deleteUsers' }),
      }
    default:
      return {
        ...common,
        whenNew: { auth: settings.defaultAuth },
        ifKnown: 'leave',
        ifUnknown: settings.createNewUsers ? 'create' : 'reject',
        link: 'identify',
        ...(!settings.createNewUsers && { whyUnknown: 'createNewUsers' }),
      }
  }
}

const LENIENT = ['country'] as const
const LENIENT_TOO = [...LENIENT, 'phone1', 'phone2', 'address'] as const

function becauseOf(setting: keyof ImsSettings): { whyKnown: string; whyUnknown: string } {
  return { whyKnown: setting, whyUnknown: setting }
}

/** Empty when the person has none. */
function usernameOf({ userids }: ImsPerson, id: string, settings: ImsSettings): string {
  const sent = userids[0]?.text ?? ''
  const username = sent === '' && settings.sourcedIdFallback ? id : sent
  return settings.fixCaseUsernames ? username.toLowerCase() : username
}

/** Only what is there: an element that is empty or missing leaves what is stored. */
function valuesOf(person: ImsPerson, username: string, settings: ImsSettings): AccountValues {
  const personal = (name: string | null) => (settings.fixCasePersonalNames ? capitalised(name) : name)
  const values = {
    username,
    firstname: personal(person.given),
    lastname: personal(person.family),
    email: person.email,
    city: person.locality,
    country: person.country,
    auth: person.userids[0]?.authenticationtype ?? null,
    ...(settings.contactDetails && contactValues(person)),
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''))
}

/** The first character of each word large, the others small; words end at blanks alone (`O'neill`). */
function capitalised(name: string | null): string | null {
  return name === null
    ? null
    : name
        .toLowerCase()
        .replace(/(^|\s)(\S)/gu, (_, before: string, first: string) => before + first.toUpperCase())
}
