import { CATALOGUE, type ErrorCode } from './errors/catalogue.ts'

/** Values longer than this are clipped in messages: a log line must stay a line. */
const SHOWN_VALUE_LENGTH = 120

/**
 * One thing that is wrong (or worth knowing), in a form that both people and programs read:
 * a stable code, where it is, what was seen and what would be accepted.
 */
export interface Finding {
  readonly code: ErrorCode
  /** Column or setting, spelled as the file spells it. */
  readonly field?: string
  /** What was seen there. Never a password. */
  readonly value?: string
  /** The whole sentence, with what would be accepted. */
  readonly message: string
}

/** A list holds words of ours (accepted values, names of columns); it is not clipped, because it is the way out. */
export type FindingParts = Readonly<Record<string, string | number | readonly string[]>>

/**
 * Makes a finding from the catalogue. `parts` fills the placeholders of the catalogue's sentence;
 * `field` and `value` are kept besides, so that logs can be filtered by them.
 */
export function finding(code: ErrorCode, parts: FindingParts = {}): Finding {
  const message = CATALOGUE[code].message.replace(/\{(\w+)\}/g, (_, name: string) => {
    const part = parts[name] ?? ''
    return Array.isArray(part) ? part.map(printable).join(', ') : clip(String(part))
  })
  return {
    code,
    message,
    ...(parts['field'] !== undefined && { field: String(parts['field']) }),
    ...(parts['value'] !== undefined && { value: clip(String(parts['value'])) }),
  }
}

/** A finding that ends what was being done: a refused file, a bad setting, a store that cannot be opened. */
export class RollbookError extends Error {
  readonly finding: Finding

  constructor(finding: Finding, options?: ErrorOptions) {
    super(finding.message, options)
    this.name = 'RollbookError'
    this.finding = finding
  }
}

/** Shorthand for throwing: `throw refusal('RB-1004', { … })`. */
export function refusal(code: ErrorCode, parts: FindingParts = {}, options?: ErrorOptions): RollbookError {
  return new RollbookError(finding(code, parts), options)
}

function clip(text: string): string {
  return printable(text.length > SHOWN_VALUE_LENGTH ? `${text.slice(0, SHOWN_VALUE_LENGTH)}…` : text)
}

/** Control characters of a value must not reach a terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
