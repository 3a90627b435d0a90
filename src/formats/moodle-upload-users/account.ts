import { type Finding, finding } from '../../domain/finding.ts'
import type { AccountEnd, AccountSync, NewPassword } from '../../domain/sync-action.ts'
import { keepsPasswords } from '../../domain/values/auth.ts'
import { fillNameTemplate } from '../../domain/values/name-template.ts'
import type { Cells } from './cells.ts'
import { type Defaults, defaultsFor, templateLetters } from './defaults.ts'
import { erasedFields, erasingFault, saidProfile } from './erasing.ts'
import { partsOf } from './parts.ts'
import type { UploadUsersSettings } from './settings.ts'
import { standardised } from './username.ts'

const FLAGS = ['0', '1']

/** The account that no file may touch. */
const GUEST = 'guest'

/** What a row asks for, or why it is refused; the order is that of moodle-csv.md 2.4. */
export function askedBy(cells: Cells, settings: UploadUsersSettings): AccountSync | AccountEnd | Finding {
  const { values, account } = cells
  const { uploadType } = settings
  const kept = erasingFault(cells, settings)
  if (kept !== null) return kept
  const creates = uploadType === 'addNew' || uploadType === 'addAll'
  const lacking = creates ? NAMES.filter((field) => (values[field] ?? '') === '') : []
  if (lacking.length > 0) return finding('RB-2001', { field: lacking.join(', ') })

  const username = usernameOf(cells, creates, settings)
  if (typeof username !== 'string') return username
  const unclear = noFlag('deleted', account.deleted)
  if (unclear !== null) return unclear
  const email = values.email ?? ''
  const by = settings.matchOnEmail
    ? ({ field: 'email', value: email } as const)
    : ({ field: 'username', value: username } as const)
  if (by.value === '') return finding('RB-2001', { field: by.field })

  if (account.deleted === '1') return removal(by, settings)
  const noSuspension = settings.allowSuspends ? noFlag('suspended', values.suspended) : null
  if (noSuspension !== null) return noSuspension
  const oldName = nameIn(account.oldusername ?? '', settings)
  if (oldName === '') return sync(by, username, cells, settings)
  if (username === '') return finding('RB-2001', { field: 'username' })
  if (uploadType === 'addAll' && settings.allowRenames) {
    return finding('RB-1332', { field: 'oldusername', value: oldName })
  }
  const renamed = sync(
    { field: 'username', value: username },
    username,
    withoutAddress(cells, settings),
    settings,
  )
  if (settings.allowRenames) return { ...renamed, renameFrom: oldName }
  return {
    ...renamed,
    parts: [],
    ifKnown: 'leave',
    whyKnown: 'allowRenames',
    ifUnknown: 'leave',
    whyUnknown: 'allowRenames',
  }
}

function noFlag(field: 'deleted' | 'suspended', text: string | undefined): Finding | null {
  if (text === undefined || text === '' || FLAGS.includes(text)) return null
  return finding('RB-2003', { field, value: text, accepted: FLAGS, hint: '' })
}

/** Where an address says who is meant, a rename does not change it: later rows would mean somebody else by it. */
function withoutAddress(cells: Cells, { matchOnEmail }: UploadUsersSettings): Cells {
  return matchOnEmail ? { ...cells, values: { ...cells.values, email: '' } } : cells
}

const NAMES = ['firstname', 'lastname'] as const

/** Empty where the row has none and its user is found by address. */
function usernameOf(cells: Cells, creates: boolean, settings: UploadUsersSettings): string | Finding {
  const given = cells.values.username ?? ''
  const template = settings.defaults['username'] ?? ''
  const written = given === '' && creates ? fillNameTemplate(template, templateLetters(cells, '')) : given
  const username = nameIn(written, settings)
  if (username === '') return settings.matchOnEmail ? '' : finding('RB-2001', { field: 'username' })
  if (username === GUEST) return finding('RB-1331', { field: 'username', value: username })
  if (username !== standardised(username)) return finding('RB-1333', { field: 'username', value: username })
  return username
}

function nameIn(written: string, { standardiseUsernames }: UploadUsersSettings): string {
  return standardiseUsernames ? standardised(written) : written
}

/** Of a row whose `deleted` is 1, nothing else is done (moodle-csv.md 2.4 step 6). */
function removal(
  by: AccountEnd['by'],
  { allowDeletes, uploadType }: UploadUsersSettings,
): AccountEnd | Finding {
  const end = { kind: 'user', verb: 'end', by } as const
  if (!allowDeletes) return { ...end, how: 'keep', ifUnknown: 'leave', because: 'allowDeletes' }
  // Counted up, the name would be that of nobody.
  if (uploadType === 'addAll') return finding('RB-1332', { field: 'deleted', value: '1' })
  return { ...end, how: 'delete', ifUnknown: 'reject' }
}

function sync(
  by: AccountSync['by'],
  username: string,
  cells: Cells,
  settings: UploadUsersSettings,
): AccountSync {
  const defaults = defaultsFor(cells, username, settings)
  const forKnown = settings.updateType === 'fileAndDefaults' || settings.updateType === 'missing'
  const { password: _, suspended = '', username: __, ...plain } = cells.values
  const values = withoutEmpty(plain)
  const erase = erasedFields(cells, settings)
  const auth = values.auth ?? defaults.values.auth ?? 'manual'
  const isInternal = keepsPasswords(auth)
  const password = passwordOf(cells, settings)
  // Nobody is renamed by being found: only a new user gets the name.
  const whenNew = {
    ...(!forKnown && defaults.values),
    ...(username !== '' && by.field === 'email' && { username }),
  }
  const perName = settings.uploadType === 'addAll' ? perNameOf(cells, defaults, settings) : null
  const parts = partsOf(cells.numbered, settings)
  return {
    kind: 'user',
    verb: 'sync',
    by,
    values: forKnown ? { ...values, ...defaults.values } : values,
    ...(Object.keys(whenNew).length > 0 && { whenNew }),
    ...(perName !== null && { perName }),
    ...profileOf(saidProfile(cells, settings), defaults, forKnown),
    ...(erase.length > 0 && { erase }),
    lenient: ['lang', 'theme'],
    ...(password !== null && isInternal && { password }),
    ...(settings.newPassword === 'file' && isInternal && { needsPassword: true }),
    ...(suspended !== '' && settings.allowSuspends && { suspended: suspended === '1' }),
    ...wishes(settings),
    ...(parts.length > 0 && { parts }),
  }
}

/** What becomes of users whom the site has or lacks (moodle-csv.md 2.2 and 2.4 step 8). */
function wishes({
  uploadType,
  updateType,
}: UploadUsersSettings): Pick<AccountSync, 'ifKnown' | 'ifUnknown' | 'whyKnown' | 'whyUnknown'> {
  if (uploadType === 'addNew') return { ifKnown: 'leave', whyKnown: 'uploadType', ifUnknown: 'create' }
  if (uploadType === 'addAll') return { ifKnown: 'countUp', ifUnknown: 'create' }
  const ifKnown = updateType === 'none' ? 'partsOnly' : updateType === 'missing' ? 'fill' : 'update'
  const known =
    ifKnown === 'partsOnly' ? ({ ifKnown, whyKnown: 'updateType' } as const) : ({ ifKnown } as const)
  if (uploadType === 'addUpdate') return { ...known, ifUnknown: 'create' }
  return { ...known, ifUnknown: 'reject', whyUnknown: 'uploadType' }
}

function passwordOf(cells: Cells, settings: UploadUsersSettings): NewPassword | null {
  const text = cells.values.password ?? ''
  if (text === '') return null
  return {
    text,
    for: settings.existingPassword === 'update' ? 'newAndKnown' : 'new',
    mustChange: MUST_CHANGE[settings.forcePasswordChange],
  }
}

const MUST_CHANGE = { none: 'never', weak: 'ifWeak', all: 'always' } as const

function profileOf(
  profile: Cells['profile'],
  defaults: Defaults,
  forKnown: boolean,
): Pick<AccountSync, 'profile' | 'profileWhenNew'> {
  const all = forKnown ? { ...profile, ...defaults.profile } : profile
  return {
    ...(Object.keys(all).length > 0 && { profile: all }),
    ...(!forKnown && Object.keys(defaults.profile).length > 0 && { profileWhenNew: defaults.profile }),
  }
}

/** The defaults that hold the user name, which counting up changes. */
function perNameOf(
  cells: Cells,
  filled: Defaults,
  { defaults }: UploadUsersSettings,
): AccountSync['perName'] | null {
  const templates = Object.fromEntries(
    Object.entries(defaults).filter(
      ([name, template]) =>
        Object.hasOwn(filled.values, name) &&
        template.includes('%') &&
        fillNameTemplate(template, { ...templateLetters(cells, 'a') }) !==
          fillNameTemplate(template, { ...templateLetters(cells, 'b') }),
    ),
  )
  const { u: _, ...letters } = templateLetters(cells, '')
  return Object.keys(templates).length === 0 ? null : { templates, letters }
}

function withoutEmpty<T extends string>(
  values: Readonly<Partial<Record<T, string>>>,
): Partial<Record<T, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<
    Record<T, string>
  >
}
