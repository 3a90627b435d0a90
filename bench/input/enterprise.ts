import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { courseRow, enrolmentRow } from './enrolments.ts'
import { userRow } from './users.ts'

/** Elements that are written at once. */
const ELEMENTS_WRITTEN = 500

export interface EnterpriseSize {
  readonly persons: number
  readonly groups: number
  /** Ten for each person at most, as enrolments have it. */
  readonly memberships: number
}

/** Writes an IMS Enterprise document of the people, courses and enrolments that the CSV files have. */
export async function writeEnterprise(path: string, size: EnterpriseSize): Promise<void> {
  function* pieces() {
    let text = '<?xml version="1.0" encoding="UTF-8"?>\n<enterprise>\n'
    let elements = 0
    for (const element of elementsOf(size)) {
      text += element
      elements += 1
      if (elements % ELEMENTS_WRITTEN !== 0) continue
      yield text
      text = ''
    }
    yield `${text}</enterprise>\n`
  }
  await pipeline(Readable.from(pieces()), createWriteStream(path))
}

function* elementsOf({ persons, groups, memberships }: EnterpriseSize): Generator<string> {
  for (let index = 0; index < persons; index++) yield person(index)
  for (let index = 0; index < groups; index++) yield group(index)
  for (const [code, members] of byCourse(memberships, groups)) {
    yield `  <membership>\n${sourcedId(code, '    ')}`
    for (const index of members) yield member(index, groups)
    yield '  </membership>\n'
  }
}

function person(index: number): string {
  const [, username = '', , given = '', family = '', email = '', city = '', country = '', id = ''] = userRow(
    index,
    false,
  )
  return `  <person recstatus="1">
${sourcedId(id, '    ')}    <userid>${escaped(username)}</userid>
    <name><n><family>${escaped(family)}</family><given>${escaped(given)}</given></n></name>
    <email>${escaped(email)}</email>
    <adr><locality>${escaped(city)}</locality><country>${escaped(country)}</country></adr>
  </person>
`
}

function group(index: number): string {
  const [, shortname = '', fullname = '', category = '', code = ''] = courseRow(index)
  const units = category.split('/').filter((name) => name !== '')
  return `  <group recstatus="1">
${sourcedId(code, '    ')}    <description><short>${escaped(shortname)}</short><long>${escaped(fullname)}</long></description>
    <org>${units.map((name) => `<orgunit>${escaped(name)}</orgunit>`).join('')}</org>
  </group>
`
}

function member(index: number, courses: number): string {
  const [, id = '', , , role = ''] = enrolmentRow(index, false, { courses })
  return `    <member>
${sourcedId(id, '      ')}      <idtype>1</idtype>
      <role roletype="${role === 'teacher' ? '08' : '01'}">
        <status>1</status>
        <timeframe><begin restrict="1">2026-10-05</begin><end restrict="1">2027-06-25</end></timeframe>
      </role>
    </member>
`
}

/** The codes of the courses, each with its enrolments, which the CSV file has in the order of the persons. */
function byCourse(memberships: number, courses: number): Map<string, number[]> {
  const codes = new Map<string, string>()
  for (let index = 0; index < courses; index++) {
    const [, shortname = '', , , code = ''] = courseRow(index)
    codes.set(shortname, code)
  }
  const members = new Map<string, number[]>()
  for (let index = 0; index < memberships; index++) {
    const code = codes.get(enrolmentRow(index, false, { courses })[3]!)!
    const known = members.get(code)
    if (known === undefined) members.set(code, [index])
    else known.push(index)
  }
  return members
}

function sourcedId(id: string, indent: string): string {
  return `${indent}<sourcedid><source>SIS</source><id>${escaped(id)}</id></sourcedid>\n`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
