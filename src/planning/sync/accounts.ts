import type { User } from '../../domain/entities.ts'
import { finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { UserState } from '../../domain/site-state.ts'
import type { AccountEnd, AccountName, AccountSync } from '../../domain/sync-action.ts'
import { isOutcome } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { removeUser, replaceUser } from '../users.ts'
import { makeAccount, writeAccount } from './account-values.ts'
import { makeCounted } from './counted-account.ts'
import { appliedBefore, because, left, naming, nothingThere } from './naming.ts'
import { lostCategories } from './needs.ts'

/** Carries out the wish for one account. */
export function planAccountSync(action: AccountSync, state: UserState, draft: Draft): Outcome {
  const { by, ifKnown, ifUnknown, whyKnown, whyUnknown, note } = action
  const lost = lostCategories(action.needsCategories, state.neededCategories, draft)
  if (lost !== null) return lost
  if (action.renameFrom !== undefined) return rename(action, action.renameFrom, state, draft)
  const found = theUser(by, state, draft)
  if (isOutcome(found)) return found
  if (found === null) {
    const unknown = naming('user', by, draft)
    if (ifUnknown === 'leave') {
      return whyUnknown === undefined
        ? nothingThere(unknown, draft, note)
        : left(whyUnknown, unknown, draft, note)
    }
    if (ifUnknown === 'reject') {
      return whyUnknown === undefined
        ? draft.refuse('RB-2012', unknown)
        : draft.refuse('RB-2401', { ...unknown, setting: whyUnknown })
    }
    return action.link === undefined
      ? makeAccount(action, state, draft)
      : linkOrMake(action, action.link, state, draft)
  }
  switch (ifKnown) {
    case 'leave':
      return left(whyKnown, naming('user', by, draft), draft, note)
    case 'reject':
      return draft.refuse('RB-2405', { ...naming('user', by, draft), because: because(whyKnown) })
    case 'countUp':
      return action.again === true ? appliedBefore(draft) : makeCounted(action, state, draft)
    default:
      return writeAccount(action, found, {}, state, draft)
  }
}

/** Who has the name that the record sends beside its id number gets the id number, unless there is another one. */
function linkOrMake(
  action: AccountSync,
  link: 'identify' | 'update',
  state: UserState,
  draft: Draft,
): Outcome {
  const { by, values } = action
  const [id] = values.username === undefined ? [] : state.users.having('username', values.username)
  if (id === undefined) return makeAccount(action, state, draft)
  const namesake = state.users.get(id)!
  if (namesake.idnumber !== '') {
    return draft.refuse('RB-2402', {
      ...naming('user', by, draft),
      username: namesake.username,
      other: namesake.idnumber,
    })
  }
  const linked = { idnumber: by.value }
  // To identify changes no value of the user, so that even a record may do it which leaves known users as they are.
  if (link === 'identify') {
    return writeAccount({ ...action, ifKnown: 'partsOnly' }, namesake, linked, state, draft)
  }
  return action.ifKnown === 'leave'
    ? left(action.whyKnown, naming('user', by, draft), draft)
    : writeAccount(action, namesake, linked, state, draft)
}

/** The old name's user gets the new one; then the record is about that user. */
function rename(action: AccountSync, from: string, state: UserState, draft: Draft): Outcome {
  const old: AccountName = { field: 'username', value: from }
  const found = theUser(old, state, draft)
  if (isOutcome(found)) return found
  if (found === null && action.again === true) {
    return planAccountSync({ ...action, renameFrom: undefined }, state, draft)
  }
  if (found === null)
    return draft.refuse('RB-2012', naming('user', { field: 'oldusername', value: from }, draft))
  if (state.users.having('username', action.by.value).length > 0) {
    return draft.refuse('RB-2014', naming('user', action.by, draft))
  }
  const known = action.ifKnown === 'update' || action.ifKnown === 'fill' ? action.ifKnown : 'partsOnly'
  const parts = action.ifKnown === 'leave' ? [] : (action.parts ?? [])
  return writeAccount(
    { ...action, ifKnown: known, parts },
    found,
    { username: action.by.value },
    state,
    draft,
  )
}

export function planAccountEnd(action: AccountEnd, state: UserState, draft: Draft): Outcome {
  const { by, how, username, ifUnknown } = action
  if (how === 'keep') return left(action.because, naming('user', by, draft), draft)
  const found = theUser(by, state, draft)
  if (isOutcome(found)) return found
  if (found === null) {
    const unknown = naming('user', by, draft)
    if (ifUnknown === 'leave') return nothingThere(unknown, draft)
    const named = username === undefined ? '' : `, ${draft.label('user', 'username')} "${username}"`
    return draft.refuse('RB-2012', { ...unknown, found: unknown.found + named })
  }
  if (username !== undefined && username !== found.username) {
    const { found: identifier } = naming('user', by, draft)
    return draft.refuse('RB-2407', {
      field: draft.label('user', 'username'),
      value: username,
      found: identifier,
      username: found.username,
    })
  }
  if (how === 'delete') return removeUser(found, state, draft)
  if (found.suspended) return draft.outcome('unchanged', finding('RB-2017'))
  replaceUser(found, { ...found, suspended: true }, state, draft)
  return draft.outcome('suspended')
}

/** Null when nobody has the identifier; refused when several do. */
function theUser(by: AccountName, state: UserState, draft: Draft): User | null | Outcome {
  const ids = state.users.having(by.field, by.value)
  if (ids.length > 1) return draft.refuse('RB-2015', naming('user', by, draft))
  return ids.length === 0 ? null : state.users.get(ids[0]!)!
}
