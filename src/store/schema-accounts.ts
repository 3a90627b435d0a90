import type { Generated } from 'kysely'
import type { Instant, Json, MaybeInstant } from './schema.ts'

/** SFTP logins and what was done through them. Both are keyed by `organisation_id` first. */
export interface AccountTables {
  account: AccountTable
  sftp_audit: SftpAuditTable
}

export interface AccountTable {
  organisation_id: number
  id: Generated<number>
  login: string
  keys: Json<object>
  password_hash: string | null
  allowed_addresses: string[]
  expires_at: MaybeInstant
  disabled: Generated<boolean>
  legacy_algorithms: boolean
  quota: number
  outbound_folder: string
  files_in_home: boolean
  created_at: Instant
}

export interface SftpAuditTable {
  organisation_id: number
  id: Generated<number>
  account_id: number
  session: string
  at: Instant
  action: string
  address: string
  path: string | null
  size: number | null
  first_byte: number | null
  last_byte: number | null
  modified_at: MaybeInstant
  milliseconds: number | null
  detail: string | null
}
