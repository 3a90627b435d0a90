import { describe, expect, test } from 'vitest'
import { checkedPrefix, dbAddress, withoutPassword } from '../../../src/transport/moodle-db/address.ts'
import { refused } from '../../support/refused.ts'

const codeOf = (work: () => unknown) => refused((async () => work())())

describe('the address of a database', () => {
  test('has engine, place, account and password', () => {
    expect(dbAddress({ url: 'postgres://me:p%40ss@db.example.org/moodle', password: '' })).toEqual({
      engine: 'postgres',
      host: 'db.example.org',
      port: 5432,
      user: 'me',
      password: 'p@ss',
      database: 'moodle',
      tls: 'verify-full',
      shown: 'db.example.org:5432/moodle',
    })
    expect(dbAddress({ url: 'mariadb://me@[::1]:3307/moodle', password: 'x' })).toMatchObject({
      engine: 'mysql',
      host: '::1',
      port: 3307,
      password: 'x',
      tls: 'disable',
    })
  })

  test.each([
    ['postgres://me@db.example.org/moodle', 'verify-full'],
    ['mysql://me@10.0.0.5/moodle', 'verify-full'],
    ['mysql://me@10.0.0.5/moodle?sslmode=require', 'require'],
    ['mysql://me@10.0.0.5/moodle?sslmode=disable', 'disable'],
    ['postgres://me@localhost/moodle', 'disable'],
    ['postgres://me@127.0.0.1/moodle?sslmode=verify-full', 'verify-full'],
    ['postgres://me@localhost.example.org/moodle', 'verify-full'],
  ])('%s goes %s', (url, tls) => {
    expect(dbAddress({ url, password: '' }).tls).toBe(tls)
  })

  test.each([
    'S3cret',
    'sqlite://me:S3cret@host/moodle',
    'https://me:S3cret@host/moodle',
    'postgres://:S3cret@host/moodle',
    'postgres://me:S3cret@host',
    'postgres://me:S3cret@host/a/b',
    'postgres://me:S3cret#1@host/moodle',
    'postgres://me:S3%cret@host/moodle',
    'postgres://me:S3cret@host/moodle?sslmode=prefer',
    'postgres://me:S3cret@host/moodle?options=-c',
    'postgres:///moodle',
  ])('%s is refused, and nothing of it is repeated', async (url) => {
    const { code, message } = await codeOf(() => dbAddress({ url, password: '' }))
    expect(code).toBe('RB-9080')
    expect(message).not.toContain('S3')
  })

  test('gives its password away to be sealed', () => {
    expect(withoutPassword('mysql://me:p%40ss@host:3307/moodle?sslmode=require')).toEqual({
      url: 'mysql://me@host:3307/moodle?sslmode=require',
      password: 'p@ss',
    })
  })

  test.each(['Mdl_', 'a-b', 'm"', 'a b', 'é', 'x'.repeat(21)])('%s is no prefix', async (prefix) => {
    expect((await codeOf(() => checkedPrefix(prefix))).code).toBe('RB-9081')
  })

  test.each(['', 'mdl_', 'm2_'])('"%s" is one', (prefix) => {
    expect(checkedPrefix(prefix)).toBe(prefix)
  })
})
