import { escapeHtml } from './values/html.ts'
import { htmlToText } from './values/html-to-text.ts'

const PLACEHOLDER = /%%([a-z_]+)%%/g

/** Stands where the originals mailed the password in clear (Data Hub quirk Q-15). */
const INSTEAD_OF_PASSWORD =
  'For your safety the password is not sent by mail; the login page has a link to set one (forgotten password).'

/** The one value that is HTML itself: written by whoever wrote the course, it may not bring its own markup. */
const HTML_VALUE = 'course_summary'

/**
 * Fills the placeholders `%%name%%` of a mail to a user (Data Hub rules M-1, M-2). The template is HTML, the
 * values are text and are escaped; of `course_summary`, which is HTML, the words are taken. Names without a value
 * stay as they are; what a value brings along is not filled again. `%%password%%` never becomes a password.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(PLACEHOLDER, (placeholder, name: string) => {
    if (name === 'password') return INSTEAD_OF_PASSWORD
    if (!Object.hasOwn(values, name)) return placeholder
    if (name === HTML_VALUE) return escapeHtml(htmlToText(values[name]!)).replaceAll('\n', '<br>')
    return escapeHtml(values[name]!)
  })
}
