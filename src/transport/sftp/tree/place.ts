import { checkedPath } from '../../storage/paths.ts'
import type { SftpAccount } from '../host.ts'

/** Folders that every account has. */
export const AREAS = ['archive', 'check', 'inbox', 'outbox', 'receipts'] as const
export type Area = (typeof AREAS)[number]

/** Where a path of a client leads. `rest` is below the area, '' the area itself. */
export type Place =
  | { readonly area: 'home' }
  | { readonly area: 'nowhere' }
  | { readonly area: Area; readonly rest: string }

/** A path as clients spell it, from the root, without `.` and `..`: above the root is the root. */
export function canonical(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/**
 * Outbound files are below `outbox/`, and in the home folder as well when the account has them there (outbound rule
 * O-4). Throws RB-7202 for a path that no file here may have.
 */
export function placeOf(path: string, { filesInHome }: Pick<SftpAccount, 'filesInHome'>): Place {
  const full = canonical(path)
  if (full === '/') return { area: 'home' }
  const [first, ...rest] = checkedPath(full.slice(1))
  const area = AREAS.find((name) => name === first)
  if (area !== undefined) return { area, rest: rest.join('/') }
  return filesInHome ? { area: 'outbox', rest: full.slice(1) } : { area: 'nowhere' }
}

/** A path as the record has it: of an outbound file, that in the organisation's outbox, however the account came to it. */
export function recordedPath(path: string, account: SftpAccount): string {
  const place = placeOf(path, account)
  if (place.area !== 'outbox') return canonical(path)
  return canonical(`/outbox/${account.outboundFolder}/${place.rest}`)
}
