import type { Selectable } from 'kysely'
import { refusal } from '../../domain/finding.ts'
import type { AccountTable } from '../../store/schema-accounts.ts'
import type { Store, Tx } from '../../store/store.ts'
import { addressList } from '../../transport/sftp/addresses.ts'
import type { AccountKey, SftpAccount } from '../../transport/sftp/host.ts'
import { checkedPath } from '../../transport/storage/paths.ts'

const LOGIN = /^[a-z][a-z0-9._-]{0,31}$/
const UNIQUE_VIOLATION = '23505'

/** What is chosen when an account is made. Defaults: from anywhere, for ever, modern algorithms, files in the home folder. */
export interface NewAccount {
  readonly login: string
  readonly keys: readonly AccountKey[]
  readonly passwordHash: string | null
  readonly allowedAddresses: readonly string[]
  readonly expiresAt: Date | null
  readonly legacyAlgorithms: boolean
  /** Bytes. */
  readonly quota: number
  readonly outboundFolder: string
  readonly filesInHome: boolean
}

/**
 * Makes an account. Throws RB-7301 for a name that is no login, RB-7302 for one that is taken, also by another
 * organisation, RB-7305 for an address that is none, RB-7202 for a sub-folder that is none, RB-7308 when there is neither
 * a key nor a password.
 */
export async function addAccount(
  store: Store,
  organisationId: number,
  account: NewAccount,
  now: number,
): Promise<void> {
  const { login, keys, passwordHash, allowedAddresses, outboundFolder } = account
  if (!LOGIN.test(login)) throw refusal('RB-7301', { value: login })
  if (keys.length === 0 && passwordHash === null) throw refusal('RB-7308')
  addressList(allowedAddresses)
  if (outboundFolder !== '') checkedPath(outboundFolder)
  const values = {
    organisation_id: organisationId,
    login,
    keys: JSON.stringify(keys),
    password_hash: passwordHash,
    allowed_addresses: [...allowedAddresses],
    expires_at: account.expiresAt,
    legacy_algorithms: account.legacyAlgorithms,
    quota: account.quota,
    outbound_folder: outboundFolder,
    files_in_home: account.filesInHome,
    created_at: new Date(now),
  }
  try {
    await store.asOrganisation(organisationId, ({ db }) => db.insertInto('account').values(values).execute())
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) throw refusal('RB-7302', { value: login })
    throw error
  }
}

/** An account by its login, whoever's it is: who signs in says nothing else. */
export async function findAccount(store: Store, login: string): Promise<SftpAccount | null> {
  if (!LOGIN.test(login)) return null
  const row = await store.asHouse(({ db }) =>
    db.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirst(),
  )
  return row === undefined ? null : accountOf(row)
}

/** The accounts of an organisation, by login. */
export async function listAccounts({ db }: Tx, organisationId: number): Promise<SftpAccount[]> {
  const rows = await db
    .selectFrom('account')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('login')
    .execute()
  return rows.map(accountOf)
}

/** Those of all organisations. For the house alone. */
export async function listAllAccounts({ db }: Tx): Promise<SftpAccount[]> {
  return (await db.selectFrom('account').selectAll().orderBy('login').execute()).map(accountOf)
}

/** Throws RB-7303, which names those that there are. */
export async function accountNamed(tx: Tx, organisationId: number, login: string): Promise<SftpAccount> {
  const accounts = await listAccounts(tx, organisationId)
  const account = accounts.find((one) => one.login === login)
  if (account !== undefined) return account
  throw refusal('RB-7303', { value: login, accepted: accounts.map((known) => known.login) })
}

/** Changes what of an account can be changed. Throws RB-7303 when it is not there. */
export async function changeAccount(
  tx: Tx,
  organisationId: number,
  login: string,
  change: { readonly disabled: boolean } | Pick<NewAccount, 'keys'> | Pick<NewAccount, 'passwordHash'>,
): Promise<void> {
  const { id } = await accountNamed(tx, organisationId, login)
  await tx.db
    .updateTable('account')
    .set({
      ...('disabled' in change && { disabled: change.disabled }),
      ...('keys' in change && { keys: JSON.stringify(change.keys) }),
      ...('passwordHash' in change && { password_hash: change.passwordHash }),
    })
    .where('organisation_id', '=', organisationId)
    .where('id', '=', id)
    .execute()
}

function accountOf(row: Selectable<AccountTable>): SftpAccount {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    login: row.login,
    keys: row.keys as unknown as readonly AccountKey[],
    passwordHash: row.password_hash,
    allowedAddresses: row.allowed_addresses,
    expiresAt: row.expires_at?.getTime() ?? null,
    disabled: row.disabled,
    legacyAlgorithms: row.legacy_algorithms,
    quota: row.quota,
    outboundFolder: row.outbound_folder,
    filesInHome: row.files_in_home,
  }
}
