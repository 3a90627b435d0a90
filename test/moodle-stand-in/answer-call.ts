import type { Account, Call, Release } from './call.ts'
import { FUNCTIONS } from './functions/index.ts'
import { invalidParameter, MoodleError, missingRow, moodleException } from './moodle-error.ts'
import { check } from './parameters.ts'
import { type PhpArray, readForm } from './php-form.ts'
import type { SiteState } from './site-state.ts'

/** What of a running site decides its answers. Tests change it as they go. */
export interface Installation {
  readonly site: SiteState
  readonly accounts: Map<string, Account>
  release: Release
  maxInputVars: number
  debugging: boolean
  /** Maintenance as switched on in the settings: administrators pass. */
  maintenance: boolean
  upgradeRunning: boolean
  /** Functions that this site does not have. */
  readonly without: Set<string>
  url: string
}

export interface Answer {
  readonly contentType: string
  readonly body: string
}

/** The form of a request, as PHP hands it to Moodle. */
export function readRequest(
  installation: Installation,
  query: string,
  contentType: string,
  body: string,
): PhpArray {
  const form = contentType.startsWith('application/x-www-form-urlencoded') ? [body] : []
  return readForm([query, ...form], installation.maxInputVars)
}

export function functionNamed(form: PhpArray): string {
  return String(form.get('wsfunction') ?? '')
}

/** Answers one request; `step` is told before each record and may throw, as a dying process does. */
export function answerCall(installation: Installation, form: PhpArray, step: () => void = () => {}): Answer {
  try {
    const result = run(installation, new Map(form), step)
    return wantsJson(form) ? asJson(result) : asXml('<RESPONSE>\n</RESPONSE>')
  } catch (error) {
    if (!(error instanceof MoodleError)) throw error
    return errorAnswer(installation, form, error)
  }
}

export function errorAnswer(installation: Installation, form: PhpArray, error: MoodleError): Answer {
  return wantsJson(form) ? asJson(errorObject(installation, error)) : asXml(errorXml(error))
}

function wantsJson(form: PhpArray): boolean {
  return form.get('moodlewsrestformat') === 'json'
}

function run(installation: Installation, form: PhpArray, step: () => void): unknown {
  const token = String(form.get('wstoken') ?? '')
  const name = functionNamed(form)
  for (const control of ['wstoken', 'wsfunction', 'moodlewsrestformat', 'moodlewssettingraw'])
    form.delete(control)
  if (installation.upgradeRunning) {
    throw moodleException('upgraderunning', 'Site is being upgraded, please retry later.')
  }
  const account = authenticate(installation, token)
  const fn = FUNCTIONS[name]
  if (name === '') throw invalidParameter('Missing function name')
  if (fn === undefined || installation.without.has(name)) throw missingRow('external_functions')
  if (account.functions !== 'all' && !account.functions.has(name)) {
    throw new MoodleError('webservice_access_exception', 'accessexception', 'Access control exception')
  }
  const call: Call = {
    site: installation.site,
    account,
    release: installation.release,
    now: Math.floor(Date.now() / 1000),
    step,
  }
  const result = fn.run(call, check(fn.parameters, form))
  return name === 'core_webservice_get_site_info' ? withFunctions(installation, account, result) : result
}

function authenticate({ accounts, maintenance }: Installation, token: string): Account {
  const account = accounts.get(token)
  if (account === undefined) throw moodleException('invalidtoken', 'Invalid token - token not found')
  if (maintenance && account.capabilities !== 'all') {
    throw moodleException(
      'sitemaintenance',
      'The site is undergoing maintenance and is currently not available',
    )
  }
  if (account.refused === 'accessexception') {
    throw new MoodleError('webservice_access_exception', 'accessexception', 'Access control exception')
  }
  if (account.refused !== undefined) {
    throw moodleException(account.refused, 'Refused web service access for suspended username: wslow')
  }
  return account
}

function withFunctions({ without, url }: Installation, account: Account, result: unknown): object {
  const held = Object.keys(FUNCTIONS).filter(
    (name) => !without.has(name) && (account.functions === 'all' || account.functions.has(name)),
  )
  return { ...(result as object), siteurl: url, functions: held.map((name) => ({ name, version: '1' })) }
}

/** Classes that the later release still names without their namespace. */
const WITHOUT_NAMESPACE =
  /^(?:dml_|require_login_|webservice_access_|required_capability_dml|TypeError$|Error$)/

function errorObject({ release, debugging }: Installation, error: MoodleError): object {
  const { exception, errorcode, message, debuginfo } = error
  const namespaced = release === '4.5' && !WITHOUT_NAMESPACE.test(exception)
  return {
    exception: namespaced ? `core\\exception\\${exception}` : exception,
    ...(errorcode !== undefined && { errorcode }),
    message,
    ...(debugging && debuginfo !== '' && { debuginfo }),
  }
}

function asJson(value: unknown): Answer {
  return { contentType: 'application/json', body: JSON.stringify(value) }
}

function asXml(body: string): Answer {
  return {
    contentType: 'application/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8" ?>\n${body}\n`,
  }
}

function errorXml({ exception, errorcode, message }: MoodleError): string {
  return `<EXCEPTION class="${exception}">\n<ERRORCODE>${errorcode}</ERRORCODE>\n<MESSAGE>${message}</MESSAGE>\n</EXCEPTION>`
}
