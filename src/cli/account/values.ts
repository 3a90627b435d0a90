import { readFile } from 'node:fs/promises'
import { readKeys } from '../../access/accounts/key.ts'
import { hashPassword, madePassword } from '../../access/accounts/password.ts'
import { refusal } from '../../domain/finding.ts'
import type { AccountKey } from '../../transport/sftp/host.ts'

const UNITS: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }
const DAY_MS = 24 * 60 * 60_000

/** Keys in files. Throws RB-1001 for a file that cannot be read, RB-7304 for what is no key. */
export async function keysIn(files: readonly string[]): Promise<AccountKey[]> {
  const keys: AccountKey[] = []
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw refusal('RB-1001', { file, reason: error.code ?? error.message })
    })
    keys.push(...readKeys(text))
  }
  return keys
}

/** A password made here, with its hash; it is shown once and kept nowhere. Null where none is wanted. */
export async function passwordFor(wanted: boolean): Promise<{ password: string; hash: string } | null> {
  if (!wanted) return null
  const password = madePassword()
  return { password, hash: await hashPassword(password) }
}

/** The instant at which a day ends, in UTC. Throws RB-7306. */
export function endOfDay(text: string): Date {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN)
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
  if (!isDay) throw refusal('RB-7306', { value: text })
  return new Date(day.getTime() + DAY_MS)
}

/** Bytes of a size such as `10GB`. Throws RB-7307. */
export function bytesOf(text: string): number {
  const [, number, unit] = /^(\d{1,6})\s?([kMGT]B)$/.exec(text) ?? []
  if (number === undefined || unit === undefined) throw refusal('RB-7307', { value: text })
  return Number(number) * UNITS[unit]!
}
