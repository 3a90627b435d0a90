import { describe, expect, test } from 'vitest'
import { SEPARATOR } from '../../../src/domain/record-key.ts'
import { removalOf } from '../../../src/domain/removal.ts'
import type { Removals, SourceRecord } from '../../../src/formats/format.ts'
import { imsEnterprise } from '../../../src/formats/ims-enterprise/format.ts'
import { MAX_RECORD_SIZE } from '../../../src/formats/ims-enterprise/limits.ts'
import { bytesFile } from '../../support/bytes-file.ts'

const ALL = { missingUsers: 'suspend', missingCourses: 'hide', missingEnrolments: 'unenrol' }

/** What becomes of what a document lacks, and its records, by kind. */
async function look(content: string, raw: object = ALL) {
  const settings = imsEnterprise.settings(raw)
  const file = bytesFile(`<enterprise>${content}</enterprise>`)
  const removals: Record<string, Removals | null> = {}
  const records: SourceRecord[] = []
  for (const { inspection } of await imsEnterprise.inspectAll!([file], settings)) {
    removals[inspection!.kind] = imsEnterprise.removals!(inspection!, settings)
    for await (const batch of imsEnterprise.records(file, inspection!, settings, 9)) records.push(...batch)
  }
  return { removals, records }
}

const PERSON = '<person><sourcedid><id>7</id></sourcedid><userid>ann</userid></person>'
const GROUP = '<group><sourcedid><id>BIO</id></sourcedid></group>'
const ROLE = '<role roletype="01"/>'
const member = (content: string) => `<member><sourcedid><id>7</id></sourcedid>${content}</member>`
const membership = (content: string) =>
  `<membership><sourcedid><id>BIO</id></sourcedid>${content}</membership>`

describe('what a file lacks', () => {
  test('ends as the feed says, each kind by itself', async () => {
    const { removals } = await look(PERSON + GROUP + membership(member(ROLE)))
    expect(removals).toMatchObject({
      user: { how: 'suspend', limits: { percent: 20, count: null, minPopulation: 100 } },
      course: { how: 'hide', onThreshold: 'holdFile' },
      enrolment: { how: 'unenrol', severalRoles: true },
    })
    expect(removals['user']).not.toHaveProperty('severalRoles')
  })

  test('stays unless the feed says otherwise', async () => {
    const { removals } = await look(PERSON + GROUP + membership(member(ROLE)), {})
    expect(removals).toEqual({ user: null, course: null, enrolment: null })
  })
})

test('a record that is refused names what it is about all the same', async () => {
  const { records } = await look(
    `<person><sourcedid><id>7</id></sourcedid><email>x</email></person><person/><group/>${membership(
      member('<role roletype="99"/>') + member('') + '<member/>',
    )}`,
  )
  const refused = records.filter(({ finding }) => finding !== undefined)
  const named = ['i:7', 'courseid', 'BIO', '*'].join(SEPARATOR)
  expect(refused.map(({ present }) => present)).toEqual([undefined, undefined, named, named, undefined])
})

test('a record of which nobody can tell what it is about may be about anything', async () => {
  const long = '<userid/>'.repeat(MAX_RECORD_SIZE / 90)
  const { records } = await look(
    `<person><sourcedid><id>7</id></sourcedid>${long}</person><membership>${member(ROLE)}</membership>`,
  )
  expect(records.map(({ present }) => present)).toEqual(['*', '*'])
})

test('the key of a record with several roles stands for the end of each', () => {
  const key = (roles: string) => ['i:7', 'courseid', 'BIO', roles].join(SEPARATOR)
  const end = { kind: 'enrolment', verb: 'end', course: { field: 'idnumber', value: 'BIO' }, how: 'unenrol' }
  expect(removalOf('enrolment', key('student'), 'unenrol', 'sis')).toMatchObject({ ...end, role: 'student' })
  expect(removalOf('enrolment', key(',student'), 'unenrol', 'sis')).toMatchObject({ ...end, role: 'student' })
  expect(removalOf('enrolment', key(''), 'unenrol', 'sis')).toMatchObject({ ...end, role: null })
  expect(removalOf('enrolment', key('student,teacher'), 'unenrol', 'sis')).toMatchObject({
    verb: 'several',
    of: [
      { ...end, role: 'student', ends: 'role' },
      { ...end, role: 'teacher', ends: 'role' },
    ],
  })
})
