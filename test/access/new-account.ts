import type { NewAccount } from '../../src/access/accounts/account.ts'

/** An account without anything by which it could sign in, unless the changes bring it. */
export function newAccount(login: string, changes: Partial<NewAccount> = {}): NewAccount {
  return {
    login,
    keys: [],
    passwordHash: null,
    allowedAddresses: [],
    expiresAt: null,
    legacyAlgorithms: false,
    quota: 1e9,
    outboundFolder: '',
    filesInHome: true,
    ...changes,
  }
}
