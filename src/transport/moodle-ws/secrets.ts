import type { Field } from './parameters.ts'

/** Names of parameters whose values no message may show, wherever they stand in a call. */
const SECRET_NAMES = /(?:^|\[)(?:wstoken|password|enrolmentkey|privatetoken)\]?$/

/** The secret values of a call. */
export function secretsOf(fields: readonly Field[]): string[] {
  return fields.filter(([name, value]) => SECRET_NAMES.test(name) && value !== '').map(([, value]) => value)
}

/** What a server said, on one line and without the secrets that it was sent, in any form in which they may come back. */
export function said(text: string, secrets: readonly string[]): string {
  const forms = new Set(secrets.flatMap((secret) => formsOf(secret)))
  // The longest first: a secret may hold another.
  const clean = [...forms]
    .sort((a, b) => b.length - a.length)
    .reduce((line, secret) => line.replaceAll(secret, '…'), text)
  return clean.replace(/\s+/g, ' ').trim()
}

function formsOf(secret: string): string[] {
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
    JSON.stringify(secret).slice(1, -1),
    html,
    html.replaceAll('"', '&quot;'),
    html.replaceAll('"', '&quot;').replaceAll("'", '&#039;'),
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    addSlashes(secret),
  ]
}

/** PHP shows values in `var_export` this way, as Moodle's debugging texts have them. */
function addSlashes(text: string): string {
  return text.replace(/['\\]/g, (sign) => `\\${sign}`)
}
