import { type Finding, finding, RollbookError } from '../../domain/finding.ts'

const ALL = '::'
const ALL_IPV4 = '0.0.0.0'
/** What systems say of `::` where IPv6 is off. */
const IPV6_IS_OFF: readonly unknown[] = ['EAFNOSUPPORT', 'EADDRNOTAVAIL']

/**
 * Serves on all addresses of this machine: where IPv6 is off on those of IPv4, with RB-7322 to tell. Throws what `serve`
 * throws for another reason.
 */
export async function everywhere<T>(
  serve: (address: string) => Promise<T>,
): Promise<{ readonly serving: T; readonly address: string; readonly note: Finding | null }> {
  try {
    return { serving: await serve(ALL), address: ALL, note: null }
  } catch (error) {
    const code = error instanceof RollbookError ? (error.cause as NodeJS.ErrnoException)?.code : null
    if (!IPV6_IS_OFF.includes(code)) throw error
    return {
      serving: await serve(ALL_IPV4),
      address: ALL_IPV4,
      note: finding('RB-7322', { value: ALL_IPV4 }),
    }
  }
}
