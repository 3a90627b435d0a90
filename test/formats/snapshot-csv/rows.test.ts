import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesFile } from '../../support/bytes-file.ts'
import { HEADER, readList, readRows } from './read-list.ts'

const ROW = 'u1,u1@example.org,Ann,One,1'

async function only(row: string, raw: object = {}) {
  const [record, ...others] = await readRows([row], raw)
  expect(others).toEqual([])
  return record!
}

describe('a row', () => {
  test('asks for its user by id number, and never for somebody of that name', async () => {
    const { action, key, label } = await only(' Ann.One ,u1@example.org,"Ann ","One, Jr", 0101 ')
    expect(action).toEqual({
      kind: 'user',
      verb: 'sync',
      by: { field: 'idnumber', value: '0101' },
      values: { username: 'ann.one', email: 'u1@example.org', firstname: 'Ann', lastname: 'One, Jr' },
      suspended: false,
      ifKnown: 'update',
      ifUnknown: 'create',
      whyKnown: 'updateUsers',
      whyUnknown: 'createUsers',
    })
    expect([key, label]).toEqual(['i:0101', 'ann.one'])
  })

  test('does what the settings allow', async () => {
    const off = { createUsers: false, updateUsers: false, reactivateReturning: false }
    const { action } = await only(ROW, off)
    expect(action).toMatchObject({ ifKnown: 'leave', ifUnknown: 'reject' })
    expect(action).not.toHaveProperty('suspended')
  })

  test('has another text when a setting makes it mean something else', async () => {
    const texts = await Promise.all([{}, { updateUsers: false }].map((raw) => only(ROW, raw)))
    expect(texts[0]!.text).not.toBe(texts[1]!.text)
  })

  test('leaves out empty values, or erases with them', async () => {
    const list = `${HEADER},Team,__proto__\n${ROW},,x\n,,Bob,,2,,\n`
    const [ignored, bare] = (await readList(list)).records
    expect(Object.entries(ignored!.action!.profile!)).toEqual([['__proto__', 'x']])
    expect(bare!.action).toMatchObject({ values: { firstname: 'Bob' } })
    expect(bare!.action).not.toHaveProperty('profile')
    const [erasing, refused] = (await readList(list, { emptyFields: 'erase' })).records
    expect(Object.entries(erasing!.action!.profile!)).toEqual([
      ['Team', ''],
      ['__proto__', 'x'],
    ])
    expect(refused!.finding).toMatchObject({ code: 'RB-2001', field: 'username, email, lastname' })
  })

  test.each([
    ['u1,u1@example.org,Ann,1', 'RB-1024'],
    [`${ROW},more`, 'RB-1025'],
    ['"u"1,u1@example.org,Ann,One,1', 'RB-1026'],
    ['u1,u1@example.org,An"n,One,1', 'RB-1027'],
    ['u1,u1@example.org,An\u001fn,One,1', 'RB-1028'],
    ['u1,u1@example.org,Ann,One, ', 'RB-2001'],
  ])('that is not as it should be is refused: %j', async (row, code) => {
    expect((await only(row)).finding?.code).toBe(code)
  })

  test('is refused with all others of its id', async () => {
    const rows = [
      ROW,
      'u2,u2@example.org,Bob,Two,2',
      'u3,u3@example.org,Cid,Six," 1"',
      ROW.replace(',1', ',01'),
    ]
    expect((await readRows(rows)).map(({ line, finding }) => [line, finding?.code, finding?.value])).toEqual([
      [2, 'RB-1281', '1'],
      [3, undefined, undefined],
      [4, 'RB-1281', '1'],
      [5, undefined, undefined],
    ])
  })
})

describe('a refused row', () => {
  test('names whom it is about all the same', async () => {
    expect((await readRows([ROW, ROW])).map(({ present }) => present)).toEqual([['i:1'], ['i:1']])
    expect((await only('"u"1,u1@example.org,Ann,One,1')).present).toEqual(['i:1'])
    expect((await only(',u1@example.org,Ann,One,1', { emptyFields: 'erase' })).present).toEqual(['i:1'])
  })

  test.each(['', ' ', 'a\u001fb', 'x'.repeat(256)])(
    'names nobody by an id that nobody can have: %j',
    async (id) => {
      expect((await only(`"u"1,u1@example.org,Ann,One,${id}`)).present).toBeUndefined()
    },
  )

  test('with cells missing or too many names everybody whom it may be about', async () => {
    const columns = ['uniqueid', 'username', 'email', 'firstname', 'lastname']
    const good = ['id', 'user', 'user@example.org', 'Ann', 'One']
    await fc.assert(
      fc.asyncProperty(
        fc.nat(4),
        fc.nat(4),
        fc.constantFrom('lost', 'split', 'added'),
        async (turn, at, damage) => {
          const turned = (list: readonly string[]) => [...list.slice(turn), ...list.slice(0, turn)]
          const cells = turned(good)
          if (cells[at] === 'id') return
          if (damage === 'lost') cells.splice(at, 1)
          if (damage === 'split') cells.splice(at, 1, 'One', 'Jr')
          if (damage === 'added') cells.push('')
          const { records } = await readList(`${turned(columns).join(',')}\n${cells.join(',')}`)
          expect(records[0]!.finding?.code).toMatch(/^RB-102[45]$/)
          expect(records[0]!.present).toContain('i:id')
        },
      ),
    )
  })
})

test('the order and letter case of columns make no difference to what a row asks for', async () => {
  const columns = [...HEADER.split(','), 'Team']
  const cells = ['u1', 'u1@example.org', 'Ann', 'One', '1', 'red']
  const { records: expected } = await readList(`${columns.join(',')}\n${cells.join(',')}`)
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
      fc.boolean(),
      fc.constantFrom('\n', '\r\n'),
      async (order, inCapitals, lineEnd) => {
        const header = order.map((i) => (inCapitals && i < 5 ? columns[i]!.toUpperCase() : columns[i]!))
        const row = order.map((i) => `"${cells[i]}"`)
        const { records } = await readList(`\ufeff${[header.join(','), row.join(',')].join(lineEnd)}`)
        expect(records).toEqual(expected)
      },
    ),
  )
})

test('batches are full but for the last, and the same for pieces of any size', async () => {
  const rows = Array.from({ length: 7 }, (_, i) => `u${i},u${i}@example.org,Ann,"One\n${i}",${i % 5}`)
  const content = [HEADER, ...rows].join('\n')
  const whole = (await readList(content)).records
  expect(whole.map(({ line }) => line)).toEqual([2, 4, 6, 8, 10, 12, 14])
  expect((await readList(bytesFile(content, undefined, 3), {}, 2)).records).toEqual(whole)
})
