import { type Finding, finding } from '../../../domain/finding.ts'
import type { MoodleWs } from '../client.ts'
import { WsFailure } from '../failure.ts'
import { NEEDS, needOf } from './needs.ts'
import { exists, lackingCapabilities, variablesTaken } from './probes.ts'
import { readSiteInfo, type SiteInfo } from './site-info.ts'

/** Whether a site can be worked with, and what is missing. Findings say which setting or capability gives it. */
export interface WsCheck {
  /** False when not even the site's own facts could be had; then `findings` has the one reason. */
  readonly reachable: boolean
  readonly site: SiteInfo | null
  /** The zone of the account, or null when it follows the site's, which web services do not tell. */
  readonly timezone: string | null
  /** In the order of operations. */
  readonly functions: readonly FunctionCheck[]
  /** Fields that a call may have at least; null when it could not be found. */
  readonly variables: number | null
  readonly findings: readonly Finding[]
}

export interface FunctionCheck {
  readonly name: string
  readonly operation: string
  readonly capabilities: readonly string[]
  /** `permitted`: the token's service holds it; `missing`: only the site has it; `absent`: not even the site. */
  readonly state: 'permitted' | 'missing' | 'absent'
}

/** Asks a site what can be done there. Changes nothing. `url` is the address as it was set. */
export async function checkWs(ws: MoodleWs, url: string): Promise<WsCheck> {
  const findings: Finding[] = []
  let site: SiteInfo | null = null
  let functions: readonly FunctionCheck[] = []
  let timezone: string | null = null
  let variables: number | null = null
  try {
    site = readSiteInfo(await ws.read('core_webservice_get_site_info'), ws.host)
    findings.push(...aboutTheSite(site, url))
    functions = await checkFunctions(ws, site.functions)
    findings.push(...functions.flatMap(lack))
    findings.push(...(await checkCapabilities(ws, site.functions)))
    if (site.functions.has('core_user_get_users_by_field')) {
      timezone = await zoneOf(ws, site.userId)
      variables = await variablesTaken(ws)
    }
  } catch (error) {
    if (!(error instanceof WsFailure)) throw error
    findings.push(error.finding)
  }
  return { reachable: site !== null, site, timezone, functions, variables, findings }
}

function aboutTheSite(site: SiteInfo, url: string): Finding[] {
  const accepted = url.replace(/\/+$/, '')
  return [
    ...(site.url === accepted ? [] : [finding('RB-9043', { field: 'url', value: site.url, accepted })]),
    ...(site.isAdministrator ? [finding('RB-9044')] : []),
  ]
}

async function checkFunctions(ws: MoodleWs, permitted: ReadonlySet<string>): Promise<FunctionCheck[]> {
  const checks: FunctionCheck[] = []
  for (const { operation, functions, capabilities } of NEEDS) {
    for (const name of functions) {
      const state = permitted.has(name) ? 'permitted' : (await exists(ws, name)) ? 'missing' : 'absent'
      checks.push({ name, operation, capabilities, state })
    }
  }
  return checks
}

function lack({ name, operation, state }: FunctionCheck): Finding[] {
  if (state === 'permitted') return []
  return [finding(state === 'missing' ? 'RB-9040' : 'RB-9041', { function: name, operation })]
}

async function checkCapabilities(ws: MoodleWs, permitted: ReadonlySet<string>): Promise<Finding[]> {
  const lacking = await lackingCapabilities(ws, permitted)
  return lacking.map((capability) => finding('RB-9042', { ...needOf(capability), capability }))
}

/** Moodle's sign for "as the site has it". */
const SITE_ZONE = '99'

async function zoneOf(ws: MoodleWs, userId: number): Promise<string | null> {
  const found = await ws.read('core_user_get_users_by_field', { field: 'id', values: [userId] })
  const zone = Array.isArray(found) ? (found[0] as { timezone?: unknown } | undefined)?.timezone : undefined
  return typeof zone === 'string' && zone !== '' && zone !== SITE_ZONE ? zone : null
}
