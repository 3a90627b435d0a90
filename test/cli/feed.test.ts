import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { cli, cliJson, place } from './cli.ts'

let at: Awaited<ReturnType<typeof place>>
beforeAll(async () => {
  at = await place()
})
afterAll(() => at[Symbol.asyncDispose]())

describe('a feed of another format', () => {
  test('is made with its settings, is listed and shown, and takes files in its format', async () => {
    const added = await cliJson(
      at,
      'feed',
      'add',
      'staff',
      '--set',
      'createUsers=true',
      '--format',
      'snapshot-csv',
    )
    expect(added).toMatchObject({
      status: 0,
      document: { name: 'staff', format: 'snapshot-csv', site: 'default', own: { createUsers: true } },
    })
    const { document } = await cliJson<{ feeds: readonly object[] }>(at, 'feed', 'list')
    expect(document.feeds).toMatchObject([{ name: 'default' }, { name: 'staff', format: 'snapshot-csv' }])
    const { stdout } = await cli(at, 'feed', 'settings', 'staff')
    expect(stdout).toMatch(/^Feed staff: snapshot-csv into site default$/m)
    expect(stdout).toMatch(/^\* createUsers=true$/m)
    expect(stdout).toMatch(/^ {2}packageFile=UserUpload\*$/m)

    await using folder = await temporaryFolder()
    const path = join(folder.path, 'UserUpload20260131.csv')
    await writeFile(path, 'username,email,firstname,lastname,uniqueid\nann,ann@example.org,Ann,One,7\n')
    expect(await cliJson(at, 'import', '--feed', 'staff', path)).toMatchObject({
      status: 0,
      document: { run: { state: 'succeeded', counts: { created: 1 } } },
    })
    expect(await cliJson(at, 'show', 'user', 'idnumber:7')).toMatchObject({
      document: { users: [{ username: 'ann', idnumber: '7' }] },
    })
  })

  test('is not made with settings of another', async () => {
    const refused = await cliJson(
      at,
      'feed',
      'add',
      'bad',
      '--set',
      'courseShortname=classCode',
      '--format',
      'ims-enterprise',
    )
    expect(refused).toMatchObject({
      status: 1,
      document: { error: { code: 'RB-8001', field: 'courseShortname' } },
    })
    const { stdout } = await cli(at, 'feed', 'list')
    expect(stdout).not.toContain('bad')
  })
})
