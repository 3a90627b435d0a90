import { describe, expect, test } from 'vitest'
import {
  among,
  column,
  type Dialect,
  joined,
  sql,
  table,
  written,
} from '../../../src/transport/moodle-db/sql.ts'

const POSTGRES: Dialect = { quote: '"', placeholder: (position) => `$${position}`, listsAreValues: true }
const MYSQL: Dialect = { quote: '`', placeholder: () => '?', listsAreValues: false }

describe('a statement', () => {
  const statement = sql`select ${column('name')} from ${table('user')} where id > ${5} and name ${among(['a', "b'"])} and ${sql`x = ${'y'}`}`

  test('for PostgreSQL has numbered places, and lists as values', () => {
    expect(written(statement, POSTGRES, 'mdl_')).toEqual({
      text: 'select "name" from "mdl_user" where id > $1 and name = any($2::text[]) and x = $3',
      values: [5, ['a', "b'"], 'y'],
    })
  })

  test('for MySQL has a place for each member of a list', () => {
    expect(written(statement, MYSQL, '')).toEqual({
      text: 'select `name` from `user` where id > ? and name in (?, ?) and x = ?',
      values: [5, 'a', "b'", 'y'],
    })
  })

  test('finds nothing among none', () => {
    expect(written(sql`id ${among([])}`, MYSQL, '')).toEqual({ text: 'id in (null)', values: [] })
    expect(written(sql`id ${among([])}`, POSTGRES, '')).toEqual({
      text: 'id = any($1::bigint[])',
      values: [[]],
    })
  })

  test('joins pieces with their values in order', () => {
    const pieces = [sql`a = ${1}`, sql`b = ${2}`]
    expect(written(joined(pieces, ' or '), POSTGRES, '')).toEqual({
      text: 'a = $1 or b = $2',
      values: [1, 2],
    })
  })
})
