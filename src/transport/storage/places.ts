import { join } from 'node:path'

/** Below an account's folder. */
export const PARTIAL = 'partial'

/** Where the files of an organisation lie that its accounts collect, below where the files of all lie. */
export function outboxPath(organisationId: number): string {
  return `${organisationId}/outbox`
}

/** The same of what one account sent, and what it was answered. */
export function accountPath(organisationId: number, accountId: number): string {
  return `${organisationId}/accounts/${accountId}`
}

/** Where the files of an organisation lie that its accounts collect, when they lie in the data folder. */
export function outboxFolder(dataFolder: string, organisationId: number): string {
  return join(dataFolder, 'files', outboxPath(organisationId))
}

/** What lies in the data folder for an account. */
export function accountFolder(dataFolder: string, organisationId: number, accountId: number): string {
  return join(dataFolder, 'files', accountPath(organisationId, accountId))
}

/** Where uploads of an account lie that are not whole yet, wherever the others do. */
export function partialFolder(dataFolder: string, organisationId: number, accountId: number): string {
  return join(accountFolder(dataFolder, organisationId, accountId), PARTIAL)
}
