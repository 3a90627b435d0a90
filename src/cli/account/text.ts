import type { SftpAccount } from '../../transport/sftp/host.ts'
import { sizeText } from '../../transport/sftp/tree/size-text.ts'
import { factsText } from '../facts-text.ts'

/** An account as JSON has it: of a password only that there is one. */
export function accountDocument(account: SftpAccount): object {
  return {
    login: account.login,
    keys: account.keys.map(({ type, fingerprint, comment }) => ({ type, fingerprint, comment })),
    password: account.passwordHash !== null,
    allowedAddresses: account.allowedAddresses,
    expiresAt: account.expiresAt === null ? null : new Date(account.expiresAt).toISOString(),
    disabled: account.disabled,
    legacyAlgorithms: account.legacyAlgorithms,
    quota: account.quota,
    outboundFolder: account.outboundFolder,
    filesInHome: account.filesInHome,
  }
}

/** The same for people. */
export function accountText(account: SftpAccount, now: number): string {
  return factsText([
    ['login', account.login],
    ['state', stateOf(account, now)],
    ...account.keys.map(({ type, fingerprint, comment }): [string, string] => [
      'key',
      [type, fingerprint, comment].filter(Boolean).join(' '),
    ]),
    ['password', account.passwordHash === null ? 'none' : 'yes'],
    ['from', account.allowedAddresses.join(', ') || 'anywhere'],
    ['until', account.expiresAt === null ? 'for ever' : new Date(account.expiresAt).toISOString()],
    ['algorithms', account.legacyAlgorithms ? 'modern, and legacy ones' : 'modern'],
    ['may hold', sizeText(account.quota)],
    ['outbound files', whereText(account)],
  ])
}

export function stateOf({ disabled, expiresAt }: SftpAccount, now: number): string {
  if (disabled) return 'disabled'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'enabled'
}

function whereText({ outboundFolder, filesInHome }: SftpAccount): string {
  const which = outboundFolder === '' ? 'all' : `those in ${outboundFolder}`
  return `${which}, in ${filesInHome ? 'the home folder and ' : ''}outbox`
}
