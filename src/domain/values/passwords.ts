import type { PasswordPolicy } from '../site-facts.ts'
import { characters } from './text-length.ts'

/** The word that asks for a password change in place of a password (Data Hub rule U-8). */
export const CHANGEME = 'changeme'

/**
 * What a password lacks under the site's policy, each as a phrase such as `at least 1 digit`; none when it is
 * acceptable. The phrases never hold any part of the password.
 */
export function passwordProblems(password: string, policy: PasswordPolicy): string[] {
  if (!policy.enabled) return []
  const classes: Requirement[] = [
    [policy.minLength, characters(password), 'character', 'characters'],
    [policy.digits, count(password, /\p{Nd}/gu), 'digit', 'digits'],
    [policy.lower, count(password, /\p{Lowercase}/gu), 'lower case letter', 'lower case letters'],
    [policy.upper, count(password, /\p{Uppercase}/gu), 'upper case letter', 'upper case letters'],
    [policy.nonAlphanumeric, count(password, SIGNS), 'sign such as - or !', 'signs such as - or !'],
  ]
  return classes
    .filter(([least, found]) => found < least)
    .map(([least, , one, many]) => `at least ${least} ${least === 1 ? one : many}`)
}

type Requirement = [least: number, found: number, one: string, many: string]

/** Neither letter nor digit of any script; marks belong to the letters they stand on. */
const SIGNS = /[^\p{Alphabetic}\p{M}\p{N}]/gu

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
