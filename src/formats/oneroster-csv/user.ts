import { type Finding, finding } from '../../domain/finding.ts'
import type { AccountEnd, AccountSync } from '../../domain/sync-action.ts'
import { contactDetails } from './contact-details.ts'
import { endBeforeStart } from './end-before-start.ts'
import { profileOf } from './profile-fields.ts'
import type { Row } from './row.ts'
import type { OnerosterSettings } from './settings.ts'

/**
 * A user of either version (reference page, sections 3 and 3.1). The password of the file is not read: nobody asked for
 * it to be stored.
 */
export function userAction(row: Row, settings: OnerosterSettings): AccountSync | AccountEnd {
  const by = { field: 'idnumber', value: row.sourcedId } as const
  if (row.isWithdrawn) {
    return {
      kind: 'user',
      verb: 'end',
      by,
      how: settings.deletedUsers,
      ifUnknown: 'leave',
      because: 'deletedUsers',
    }
  }
  const email = row.get('email')
  const contact = contactDetails(row, settings)
  const takesEmail = email === '' && (row.erased.has('email') || settings.emptyCells === 'erase')
  const erase = [...(takesEmail ? (['email'] as const) : []), ...contact.erase]
  return {
    kind: 'user',
    verb: 'sync',
    by,
    values: {
      username: row.get('username').toLowerCase(),
      firstname: nameOf(row, 'GivenName', settings),
      lastname: nameOf(row, 'FamilyName', settings),
      ...(email !== '' && { email }),
      ...contact.values,
    },
    ...profileOf(row, settings),
    ...(erase.length > 0 && { erase }),
    ...(contact.lenient.length > 0 && { lenient: contact.lenient }),
    suspended: row.get('enabledUser').toLowerCase() === 'false',
    ifKnown: settings.updateUsers ? 'update' : 'leave',
    ifUnknown: settings.createUsers ? 'create' : 'reject',
    link: 'update',
    whyKnown: 'updateUsers',
    whyUnknown: 'createUsers',
    needsCategories: orgsOf(row),
  }
}

/** A row of roles.csv gives nothing by itself: enrolments rule access. The user and the organisation must be there. */
export function roleAction(row: Row): AccountSync | Finding {
  const column = 'orgSourcedId'
  const common = {
    kind: 'user',
    verb: 'sync',
    by: { field: 'idnumber', value: row.get('userSourcedId') },
    values: {},
    ifKnown: 'leave',
  } as const
  if (row.isWithdrawn) return { ...common, ifUnknown: 'leave', note: finding('RB-1261') }
  return (
    endBeforeStart(row, 'beginDate', 'endDate') ?? {
      ...common,
      ifUnknown: 'reject',
      note: finding('RB-1260'),
      needsCategories: [{ column, idnumber: row.get(column) }],
    }
  )
}

/** Organisations of 1.1 are a list, the one of 1.2 is optional; a file has the column of its version. */
function orgsOf(row: Row): { column: string; idnumber: string }[] {
  return ['orgSourcedIds', 'primaryOrgSourcedId'].flatMap((column) =>
    row.references(column).map((idnumber) => ({ column, idnumber })),
  )
}

function nameOf(
  row: Row,
  name: 'GivenName' | 'FamilyName',
  { usePreferredNames }: OnerosterSettings,
): string {
  const own = row.get(`${name[0]!.toLowerCase()}${name.slice(1)}`)
  return (usePreferredNames ? row.get(`preferred${name}`) : '') || own
}
