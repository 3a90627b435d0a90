import { finding } from '../../../domain/finding.ts'
import { WsFailure } from '../failure.ts'
import { property } from '../write/item.ts'

/** What a site says of itself and of the token's account. */
export interface SiteInfo {
  readonly name: string
  /** The address under which the site knows itself. */
  readonly url: string
  /** As shown to people: `4.1+ (Build: 20221229)`. */
  readonly release: string
  /** For comparing: `2022112800.06`. */
  readonly version: string
  readonly userId: number
  readonly username: string
  readonly isAdministrator: boolean
  /** Functions that the token's service holds. */
  readonly functions: ReadonlySet<string>
}

/** @throws WsFailure RB-9014 (the answer is that of something else) */
export function readSiteInfo(answer: unknown, host: string): SiteInfo {
  const functions = property(answer, 'functions')
  const userId = property(answer, 'userid')
  if (!Array.isArray(functions) || typeof userId !== 'number') {
    throw new WsFailure(
      finding('RB-9014', {
        host,
        function: 'core_webservice_get_site_info',
        reason: 'it is not that of a Moodle site',
      }),
      { kind: 'configuration' },
    )
  }
  return {
    name: text(answer, 'sitename'),
    url: text(answer, 'siteurl').replace(/\/+$/, ''),
    release: text(answer, 'release'),
    version: text(answer, 'version'),
    userId,
    username: text(answer, 'username'),
    isAdministrator: property(answer, 'userissiteadmin') === true,
    functions: new Set(functions.map((fn) => String(property(fn, 'name')))),
  }
}

function text(answer: unknown, name: string): string {
  const value = property(answer, name)
  return typeof value === 'string' ? value : ''
}
