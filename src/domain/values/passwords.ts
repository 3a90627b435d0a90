import type { PasswordPolicy } from '../site-facts.ts'
import { characters } from './text-length.ts'

/** The word that asks for a password change in place of a password (Data Hub rule U-8). */
export const CHANGEME = 'changeme'

/**
 * What a password lacks under the site's policy, each as a phrase such as `at least 1 digit`; none when it is
 * acceptable. The phrases never hold any part of the password.
 */
export function passwordProblems(password: string, policy: PasswordPolicy): readonly string[] {
  if (!policy.enabled) return NO_PROBLEMS
  const found = ASCII.test(password) ? countAscii(password) : countAny(password)
  if (
    found.digits >= policy.digits &&
    found.lower >= policy.lower &&
    found.upper >= policy.upper &&
    found.signs >= policy.nonAlphanumeric &&
    characters(password) >= policy.minLength
  ) {
    return NO_PROBLEMS
  }
  const classes: Requirement[] = [
    [policy.minLength, characters(password), 'character', 'characters'],
    [policy.digits, found.digits, 'digit', 'digits'],
    [policy.lower, found.lower, 'lower case letter', 'lower case letters'],
    [policy.upper, found.upper, 'upper case letter', 'upper case letters'],
    [policy.nonAlphanumeric, found.signs, 'sign such as - or !', 'signs such as - or !'],
  ]
  return classes
    .filter(([least, found]) => found < least)
    .map(([least, , one, many]) => `at least ${least} ${least === 1 ? one : many}`)
}

const NO_PROBLEMS: readonly string[] = []

type Requirement = [least: number, found: number, one: string, many: string]

/** Neither letter nor digit of any script; marks belong to the letters they stand on. */
const SIGNS = /[^\p{Alphabetic}\p{M}\p{N}]/gu

interface Counts {
  digits: number
  lower: number
  upper: number
  signs: number
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\u0000-\u007f]*$/

function countAny(password: string): Counts {
  return {
    digits: count(password, /\p{Nd}/gu),
    lower: count(password, /\p{Lowercase}/gu),
    upper: count(password, /\p{Uppercase}/gu),
    signs: count(password, SIGNS),
  }
}

/** The same for the passwords that are common, without four regular expressions for each. */
function countAscii(password: string): Counts {
  const counts = { digits: 0, lower: 0, upper: 0, signs: 0 }
  for (let i = 0; i < password.length; i++) {
    const code = password.charCodeAt(i)
    if (code >= 0x30 && code <= 0x39) counts.digits++
    else if (code >= 0x61 && code <= 0x7a) counts.lower++
    else if (code >= 0x41 && code <= 0x5a) counts.upper++
    else counts.signs++
  }
  return counts
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
