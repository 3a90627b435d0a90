import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesFile } from '../../support/bytes-file.ts'
import { refusalOf } from '../../support/read-file.ts'
import { readContent, readElements } from './read-elements.ts'

const SOURCE = 'Riverbank SIS'
const HISTORY = [{ source: SOURCE, id: 'HIS-101', type: null }]
const MATHS = [{ source: SOURCE, id: 'MAT-200', type: null }]

const PERSON = {
  kind: 'person',
  recstatus: null,
  userids: [],
  given: null,
  family: null,
  email: null,
  locality: null,
  country: null,
  streets: [],
  tels: [],
  fault: null,
}
const GROUP = {
  kind: 'group',
  recstatus: null,
  short: null,
  long: null,
  full: null,
  orgunits: [],
  types: [],
  begin: null,
  end: null,
  fault: null,
}
const ROLE = { roletype: null, roletypeElement: null, recstatus: null, begin: null, end: null, cohort: null }

/** What each of the three files holds. */
const ELEMENTS = [
  { kind: 'properties', targets: ['Rollbook', 'Library'], fault: null },
  {
    ...PERSON,
    recstatus: '1',
    sourcedids: [
      { source: SOURCE, id: 'P-1001', type: 'New' },
      { source: 'Paper files', id: '77', type: 'Old' },
    ],
    userids: [
      { text: 'zmueller', authenticationtype: 'ldap' },
      { text: 'zoe', authenticationtype: null },
    ],
    given: 'Zoë',
    family: 'Müller',
    email: 'zoe.mueller@riverbank.example',
    locality: 'Leeds',
    country: 'GB',
    streets: ['1 Mill Lane'],
    tels: [{ text: '+44 20 7946 0000', teltype: '1' }],
  },
  {
    ...PERSON,
    sourcedids: [{ source: SOURCE, id: 'P-1002', type: null }],
    userids: [{ text: '', authenticationtype: null }],
    given: 'Tom & "Tommy"',
    family: "O'Neill",
  },
  {
    ...PERSON,
    recstatus: '2',
    sourcedids: [{ source: SOURCE, id: 'P-1003', type: null }],
    userids: [{ text: 'lwei', authenticationtype: null }],
    given: '伟 😀',
    family: '李',
    email: '',
  },
  { ...PERSON, recstatus: '3', sourcedids: [{ source: SOURCE, id: 'P-1004', type: null }] },
  { ...PERSON, sourcedids: [], family: 'Nobody' },
  {
    ...GROUP,
    recstatus: '1',
    sourcedids: HISTORY,
    short: 'HIS101',
    long: 'History 101',
    full: 'An introduction to history',
    orgunits: ['Humanities', 'History'],
    types: ['Course'],
    begin: { text: '2024-02-01', restrict: '1' },
  },
  { ...GROUP, sourcedids: MATHS, short: 'MAT200', orgunits: [''] },
  { ...GROUP, recstatus: '3', sourcedids: [{ source: SOURCE, id: 'OLD-9', type: null }] },
  {
    kind: 'member',
    group: HISTORY,
    sourcedids: [{ source: SOURCE, id: 'P-1001', type: null }],
    idtype: '1',
    roles: [
      {
        ...ROLE,
        roletype: '02',
        recstatus: '1',
        status: '1',
        begin: { text: '2024-02-01', restrict: '1' },
        end: { text: '2024-06-30', restrict: '0' },
      },
      { ...ROLE, roletype: '06', status: '0' },
    ],
    fault: null,
  },
  {
    kind: 'member',
    group: HISTORY,
    sourcedids: [{ source: SOURCE, id: 'P-1002', type: null }],
    idtype: '1',
    roles: [{ ...ROLE, roletype: '01', status: '1', cohort: 'yellow team' }],
    fault: null,
  },
  {
    kind: 'member',
    group: MATHS,
    sourcedids: [{ source: SOURCE, id: 'P-1003', type: null }],
    idtype: null,
    roles: [{ ...ROLE, roletypeElement: '01', status: '1' }],
    fault: null,
  },
  {
    kind: 'member',
    group: MATHS,
    sourcedids: [{ source: SOURCE, id: 'OLD-9', type: null }],
    idtype: '2',
    roles: [],
    fault: null,
  },
]

/** How the start tags of the records begin, in the order of `ELEMENTS`. */
const RECORD_TAG = /<(?:properties|person|group|member)[ >]/g

describe.each(['grouped.xml', 'plain.xml', 'one-line.xml'])('the document %s', (name) => {
  const bytes = readFile(join(import.meta.dirname, 'files', name))

  test('holds its elements, in pieces of any size', async () => {
    for (const size of [1, 13, 1000, 65_536]) {
      const elements = await readElements(bytesFile(await bytes, undefined, size))
      expect(withoutPlaces(elements)).toEqual(ELEMENTS)
    }
  })

  test('says where each start tag is', async () => {
    const text = (await bytes).toString()
    const roles = [...text.matchAll(/<role[ >]/g)].map(({ index }) => placeOf(text, index))
    const records = [...text.matchAll(RECORD_TAG)].map(({ index }) => placeOf(text, index))
    const elements = await readElements(bytesFile(text))
    expect(elements.map(place)).toEqual(records)
    const members = elements.filter((element) => element.kind === 'member')
    expect(members.flatMap((member) => member.roles.map(place))).toEqual(roles)
  })

  test('never gives a password away', async () => {
    expect((await bytes).toString()).toContain('secret')
    expect(JSON.stringify(await readElements(bytesFile(await bytes)))).not.toContain('secret')
  })

  test('is read for some kinds only when asked to', async () => {
    const file = bytesFile(await bytes)
    const kinds = async (...wanted: Parameters<typeof readElements>[1] & {}) =>
      (await readElements(file, wanted)).map(({ kind }) => kind)
    expect(await kinds('person')).toEqual(Array(5).fill('person'))
    expect(await kinds('member')).toEqual(Array(4).fill('member'))
    expect(await kinds('group', 'properties')).toEqual(['properties', 'group', 'group', 'group'])
  })
})

describe('elements', () => {
  test('are known by their local name in any letter case, which is noted once', async () => {
    const file = bytesFile(
      [
        '<ims:enterprise xmlns:ims="http://www.imsglobal.org/enterprise" xmlns:recstatus="3">',
        '<ims:Person IMS:RecStatus="2" xmlns:recstatus="3"><ims:sourcedid><ims:ID>1</ims:ID></ims:sourcedid></ims:Person>',
        '<PERSON recstatus="1" RECSTATUS="3"/></ims:enterprise>',
      ].join('\n'),
    )
    const elements = await readElements(file)
    expect(elements).toMatchObject([
      { kind: 'notice', line: 2, column: 1, finding: { code: 'RB-1131', value: 'ims:Person' } },
      { kind: 'person', line: 2, recstatus: '2', sourcedids: [{ id: '1' }] },
      { kind: 'person', line: 3, recstatus: '1' },
    ])
  })

  test('may have any prefix without a notice', async () => {
    const file = bytesFile(
      '<x:enterprise><y:person><z:email>a@example.org</z:email></y:person></x:enterprise>',
    )
    expect(await readElements(file)).toMatchObject([{ kind: 'person', email: 'a@example.org' }])
  })

  test('may have their attributes in any order, in either quotes, with blanks around', async () => {
    const [member] = await readContent(
      `<membership><member><role b='"' recstatus = ' 3 ' a="'" roletype="01"/></member></membership>`,
      'member',
    )
    expect(member?.roles).toMatchObject([{ recstatus: '3', roletype: '01' }])
  })

  test('that are not known are passed over with all they hold', async () => {
    const content =
      '<vendor><person><id>1</id></person></vendor><person><vendor><email>x</email></vendor></person>'
    expect(await readContent(content, 'person')).toMatchObject([{ email: null }])
  })

  test('that are comments are passed over wherever they stand', async () => {
    const comments = '<comments><person/>x<email>x@example.org</email></comments>'
    const content = `${comments}<person>${comments}<email>a@${comments}b.org</email></person>`
    expect(await readContent(content, 'person')).toMatchObject([{ email: 'a@b.org' }])
  })

  test('count once, the first one, where the specification has one', async () => {
    const content =
      '<person><email>a</email><email>b</email><name/><name><n><given>A</given></n></name></person>'
    expect(await readContent(content, 'person')).toMatchObject([{ email: 'a', given: null }])
  })

  test('may stand in any order', async () => {
    const file = bytesFile('<enterprise><membership/><group/><person/><properties/><group/></enterprise>')
    expect((await readElements(file)).map(({ kind }) => kind)).toEqual([
      'group',
      'person',
      'properties',
      'group',
    ])
  })

  test('are none in an empty document', async () => {
    expect(await readElements(bytesFile('<enterprise/>'))).toEqual([])
  })

  test('keep their text when a part of it is passed over, and lose the blanks around it', async () => {
    const content =
      '<person><email>\n a<!-- - -->b<vendor>x</vendor>c&amp;<![CDATA[<d> ]]>\t</email></person>'
    expect(await readContent(content, 'person')).toMatchObject([{ email: 'abc&<d>' }])
  })

  test('are known also behind thousands of names that are not', async () => {
    const content = Array.from({ length: 3_000 }, (_, i) => `<n${i}/>`).join('') + '<person/>'
    expect(await readContent(content, 'person')).toHaveLength(1)
  })
})

describe('files that are refused', () => {
  test.each([
    ['<html>\n</html>', 'RB-1130', 'line 1, column 1'],
    ['<!-- a -->\n <Enterprises/>', 'RB-1130', '<Enterprises>'],
    ['username,email\n', 'RB-1105', 'line 1, column 1'],
    ['<enterprise><person></enterprise>', 'RB-1106', 'unexpected close tag'],
    ['<enterprise>\n<person>', 'RB-1106', 'line 2'],
    ['', 'RB-1100', 'empty'],
  ])('%j: %s', async (text, code, part) => {
    const finding = await refusalOf(() => readElements(bytesFile(text)))
    expect(finding).toMatchObject({ code, message: expect.stringContaining(part) })
  })
})

function place({ line, column }: { line: number; column: number }) {
  return { line, column }
}

function placeOf(text: string, index: number) {
  const lines = text.slice(0, index).split('\n')
  return { line: lines.length, column: [...lines.at(-1)!].length + 1 }
}

function withoutPlaces(elements: unknown): unknown {
  return JSON.parse(
    JSON.stringify(elements, (key, value) => (key === 'line' || key === 'column' ? undefined : value)),
  )
}
