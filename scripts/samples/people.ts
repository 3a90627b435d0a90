import { LATIN, type Name, OTHER_SCRIPTS } from './names.ts'
import { type Random, seeded } from './random.ts'
import type { Cells } from './table.ts'
import { DEPARTMENTS, type Department } from './university.ts'

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
  'auth',
  'institution',
  'department',
  'lang',
  'description',
  'suspended',
  'user_username',
  'profile_field_year',
  'profile_field_started',
  'profile_field_library',
  'profile_field_knownas',
  'profile_field_about',
] as const

export type Level = 'undergraduate' | 'postgraduate'

export interface Person {
  readonly department: Department
  /** Null for staff. */
  readonly level: Level | null
  /** As the user file gives them, without the action. */
  readonly cells: Cells & { readonly username: string; readonly idnumber: string }
}

export interface People {
  readonly staff: readonly Person[]
  readonly students: readonly Person[]
}

export const STAFF_PER_DEPARTMENT = 6
const STUDENTS_PER_DEPARTMENT = 94

/** Everybody of the first day: 120 staff and 1,880 students. */
export function makePeople(recruit: Recruiter): People {
  const staff = DEPARTMENTS.flatMap((department) =>
    Array.from({ length: STAFF_PER_DEPARTMENT }, () => recruit(department, null)),
  )
  const students = DEPARTMENTS.flatMap((department) =>
    Array.from({ length: STUDENTS_PER_DEPARTMENT }, (_, at) =>
      recruit(department, at % 3 === 2 ? 'postgraduate' : 'undergraduate'),
    ),
  )
  return { staff, students }
}

/** Makes one more person of a department whose user name and id number nobody has. */
export type Recruiter = (department: Department, level: Level | null) => Person

export function recruiter(seed: number): Recruiter {
  const random = seeded(seed)
  const namesakes = new Map<string, number>()
  let number = 10_000
  return (department, level) => {
    const { given, family } = name(random)
    const stem = `${given.plain.slice(0, 1)}${family.plain.slice(0, 12)}`
    const before = namesakes.get(stem) ?? 0
    namesakes.set(stem, before + 1)
    const username = before === 0 ? stem : `${stem}${before + 1}`
    number += 1 + random.int(9)
    const [city, country] = random.pick(CITIES)
    return {
      department,
      level,
      cells: {
        username,
        password: 'changeme',
        firstname: given.written,
        lastname: family.written,
        city,
        country,
        idnumber: String(number).padStart(7, '0'),
        institution: level === null ? 'Fernhollow University' : '',
        department: department.name,
        ...(level === null ? staffCells(random, username) : studentCells(random, username, level)),
      },
    }
  }
}

function name(random: Random): { given: Name; family: Name } {
  const pool = random.chance(0.08) ? random.pick(OTHER_SCRIPTS) : LATIN
  return { given: random.pick(pool.given), family: random.pick(pool.family) }
}

function staffCells(random: Random, username: string): Cells {
  return {
    email: `${username}@example.org`,
    ...(random.chance(0.25) && { auth: 'ldap' }),
    ...(random.chance(0.15) && {
      password: `${random.pick(BIRDS)}-${random.pick(STONES)}-${10 + random.int(90)}`,
    }),
    ...(random.chance(0.2) && { country: random.pick(COUNTRY_NAMES) }),
    ...(random.chance(0.3) && { description: `<p>${random.pick(DUTIES)}</p>\n<p>${random.pick(HOURS)}</p>` }),
    profile_field_library: '1',
  }
}

function studentCells(random: Random, username: string, level: Level): Cells {
  const year = random.pick(level === 'undergraduate' ? UNDERGRADUATE_YEARS : POSTGRADUATE_YEARS)
  return {
    email: `${username}@example.edu`,
    profile_field_year: year,
    profile_field_started: year === 'First' || year === 'Master' ? 'Sep/28/2026' : '9/29/2025',
    profile_field_library: random.chance(0.9) ? '1' : '0',
    ...(random.chance(0.1) && { lang: random.pick(LANGUAGES) }),
    ...(random.chance(0.03) && { profile_field_knownas: random.pick(KNOWN_AS) }),
    ...(random.chance(0.02) && { profile_field_about: random.pick(ABOUT) }),
  }
}

const UNDERGRADUATE_YEARS = ['First', 'First', 'Second', 'Third']
const POSTGRADUATE_YEARS = ['Master', 'Master', 'Doctorate']
const LANGUAGES = ['cy', 'fr', 'es']
const KNOWN_AS = ['Ali', 'Jo', 'Max, or Maxi', 'Nan', 'Sam', '"Red"', 'Zed']
const ABOUT = [
  'Plays the cello.\nLooking for a quartet.',
  'Rows at six in the morning; replies after nine.',
  'Speaks Welsh, French and a little Basque.',
  'Class representative, "the one with the bicycle".',
]
const BIRDS = ['Heron', 'Kestrel', 'Plover', 'Wren', 'Curlew', 'Dunlin']
const STONES = ['marble', 'granite', 'slate', 'basalt', 'flint', 'gneiss']
const DUTIES = [
  'Teaches first years.',
  'Directs postgraduate studies.',
  'Runs the laboratory &amp; its stores.',
]
const HOURS = ['Office hours: Tuesdays, 10 to 12.', 'By appointment; see the notice on the door.']
const COUNTRY_NAMES = ['Canada', 'France', 'Ireland', 'Japan', 'Norway']
const CITIES: readonly (readonly [city: string, country: string])[] = [
  ['London', 'GB'],
  ['Leeds', 'GB'],
  ['Bristol', 'GB'],
  ['Cardiff', 'GB'],
  ['Aberystwyth', 'GB'],
  ['Stratford-upon-Avon', 'GB'],
  ['Belfast', 'GB'],
  ['Cork', 'IE'],
  ["L'Aquila", 'IT'],
  ['Saint-Étienne', 'FR'],
  ['Málaga', 'ES'],
  ['Kraków', 'PL'],
  ['Łódź', 'PL'],
  ['İzmir', 'TR'],
  ['São Paulo', 'BR'],
  ['Washington, D.C.', 'US'],
  ['Lagos', 'NG'],
  ['Nairobi', 'KE'],
  ['Chennai', 'IN'],
  ['Tromsø', 'NO'],
]
