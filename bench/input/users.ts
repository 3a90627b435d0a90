import { LATIN, OTHER_SCRIPTS } from '../../scripts/samples/names.ts'
import { CITIES, DEPARTMENTS } from './words.ts'

export const USER_HEADER = [
  'action',
  'username',
  'password',
  'firstname',
  'lastname',
  'email',
  'city',
  'country',
  'idnumber',
  'institution',
  'department',
]

/** One person in this many has a name in another script than Latin. */
const OTHER_SCRIPT_EVERY = 25

/**
 * The `index`-th person as a row of a user file: the same at every run, and different from all others in user name,
 * password, address and id number. `changed`: with a later day's city and department.
 */
export function userRow(index: number, changed: boolean): string[] {
  const mixed = scatter(index)
  const pool = index % OTHER_SCRIPT_EVERY === 0 ? OTHER_SCRIPTS[mixed % OTHER_SCRIPTS.length]! : LATIN
  const given = pool.given[mixed % pool.given.length]!
  const family = pool.family[(mixed >>> 8) % pool.family.length]!
  const username = usernameOf(index)
  const [city, country] = CITIES[((mixed >>> 4) + (changed ? 1 : 0)) % CITIES.length]!
  return [
    'create',
    username,
    `Passw0rd!${mixed.toString(36)}${index.toString(36)}`,
    given.written,
    family.written,
    `${username}@${index % 3 === 0 ? 'students.' : ''}fernhollow.example.org`,
    city,
    country,
    idnumberOf(index),
    'Fernhollow University',
    DEPARTMENTS[((mixed >>> 12) + (changed ? 1 : 0)) % DEPARTMENTS.length]!,
  ]
}

export function idnumberOf(index: number): string {
  return String(index + 1).padStart(8, '0')
}

function usernameOf(index: number): string {
  const mixed = scatter(index)
  const given = LATIN.given[mixed % LATIN.given.length]!
  const family = LATIN.family[(mixed >>> 8) % LATIN.family.length]!
  return `${given.plain[0]}${family.plain.slice(0, 8)}${index + 1}`
}

/** A number from 0 to 2^32 - 1 that looks random and follows from the index (a step of MurmurHash3). */
export function scatter(index: number): number {
  let mixed = Math.imul(index ^ (index >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
