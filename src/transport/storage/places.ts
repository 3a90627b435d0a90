import { join } from 'node:path'

/** Where the files of an organisation lie that its accounts collect. Exports publish here. */
export function outboxFolder(dataFolder: string, organisationId: number): string {
  return join(dataFolder, 'files', String(organisationId), 'outbox')
}

/** What one account sent, and what it was answered. */
export function accountFolder(dataFolder: string, organisationId: number, accountId: number): string {
  return join(dataFolder, 'files', String(organisationId), 'accounts', String(accountId))
}
