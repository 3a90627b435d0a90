import { describe, expect, test } from 'vitest'
import { MAX_RECORD_SIZE } from '../../../src/formats/ims-enterprise/limits.ts'
import { readContent } from './read-elements.ts'

const HALF = 'x'.repeat(MAX_RECORD_SIZE / 2)
const SOURCEDID = '<sourcedid><id>C1</id></sourcedid>'

describe('a record that is too large is refused, and the others are read', () => {
  test.each([
    ['long texts', `<email>${HALF}</email><userid>${HALF}</userid>`],
    ['one text of many sections', `<email>${`<![CDATA[${HALF}]]>`.repeat(2)}</email>`],
    ['long attributes', '<userid a="'.concat('x'.repeat(60_000), '"/>').repeat(20)],
    ['many elements', '<userid/>'.repeat(MAX_RECORD_SIZE / 90)],
  ])('%s', async (_, content) => {
    const persons = await readContent(`<person>${content}</person><person/>`, 'person')
    expect(persons.map(({ fault }) => fault)).toMatchObject([{ code: 'RB-1132', field: 'person' }, null])
  })

  test('without what lies beyond the limit', async () => {
    const content = '<userid/>'.repeat(MAX_RECORD_SIZE / 32)
    const [person] = await readContent(`<person>${content}</person>`, 'person')
    expect(person?.userids.length).toBeGreaterThan(100)
    expect(person?.userids.length).toBeLessThan(MAX_RECORD_SIZE / 64)
  })

  test('whatever is not read does not count', async () => {
    const content = `<photo>${HALF}<extref>${HALF}</extref><![CDATA[${HALF}]]></photo><email>a</email>`
    expect(await readContent(`<person>${content}</person>`, 'person')).toMatchObject([
      { email: 'a', fault: null },
    ])
  })

  test.each(['group', 'properties'] as const)('a %s element too', async (kind) => {
    const many = '<sourcedid/><target/>'.repeat(MAX_RECORD_SIZE / 90)
    expect(await readContent(`<${kind}>${many}</${kind}>`, kind)).toMatchObject([
      { fault: { code: 'RB-1132' } },
    ])
  })

  test('a member too, and the others of its membership are read', async () => {
    const members = `<member>${'<role/>'.repeat(MAX_RECORD_SIZE / 90)}</member><member/>`
    expect(await readContent(`<membership>${SOURCEDID}${members}</membership>`, 'member')).toMatchObject([
      { group: [{ id: 'C1' }], fault: { code: 'RB-1132' } },
      { group: [{ id: 'C1' }], fault: null },
    ])
  })
})

describe('a membership', () => {
  const MEMBER = '<member><sourcedid><id>P</id></sourcedid></member>'
  /** So many members are more than may wait for their group. */
  const MANY = Math.ceil(MAX_RECORD_SIZE / 200)

  test('may have any number of members', async () => {
    const members = await readContent(`<membership>${SOURCEDID}${MEMBER.repeat(MANY)}</membership>`, 'member')
    expect(members).toHaveLength(MANY)
    expect(new Set(members.map(({ group, fault }) => `${group[0]?.id} ${fault}`))).toEqual(
      new Set(['C1 null']),
    )
  })

  test('may name its group after some members, or between them, and several times', async () => {
    const late = `<membership>${MEMBER}${SOURCEDID}<sourcedid sourcedidtype="Old"/>${MEMBER}<sourcedid/>${MEMBER}</membership>`
    const members = await readContent(
      `${late}<membership>${MEMBER}${MEMBER}${SOURCEDID}</membership>`,
      'member',
    )
    const first = [
      { source: null, id: 'C1', type: null },
      { source: null, id: null, type: 'Old' },
    ]
    expect(members.map(({ group }) => group)).toEqual([
      first,
      first,
      first,
      first.slice(0, 1),
      first.slice(0, 1),
    ])
  })

  test('that names no group still has its members, and no other membership gives them one', async () => {
    const members = await readContent(
      `<membership>${MEMBER}</membership><membership>${SOURCEDID}${MEMBER}</membership><membership>${MEMBER}</membership>`,
      'member',
    )
    expect(members.map(({ group }) => group.length)).toEqual([0, 1, 0])
  })

  test('that names its group too late has all of its members refused', async () => {
    const members = await readContent(
      `<membership>${MEMBER.repeat(MANY)}${SOURCEDID}${MEMBER}</membership><membership>${SOURCEDID}${MEMBER}</membership>`,
      'member',
    )
    const late = members.slice(0, -1)
    expect(late).toHaveLength(MANY + 1)
    expect(new Set(late.map(({ group, fault }) => `${group.length} ${fault?.code}`))).toEqual(
      new Set(['0 RB-1133']),
    )
    expect(members.at(-1)).toMatchObject({ group: [{ id: 'C1' }], fault: null })
  })

  test('with a flood of sourcedids is refused', async () => {
    const flood = '<sourcedid/>'.repeat(MAX_RECORD_SIZE / 90)
    expect(await readContent(`<membership>${flood}${MEMBER}</membership>`, 'member')).toMatchObject([
      { fault: { code: 'RB-1133' } },
    ])
  })
})
