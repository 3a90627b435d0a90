import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feedFolder } from '../../src/inbound/feed-folder.ts'
import { refused } from '../support/refused.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { anotherOrganisation, testHub } from './test-hub.ts'

let own: Awaited<ReturnType<typeof testHub>>
let outside: Awaited<ReturnType<typeof temporaryFolder>>
let root: string
beforeAll(async () => {
  own = await testHub()
  outside = await temporaryFolder()
  root = await realpath(own.hub.dataFolder)
  await mkdir(join(root, 'archive', '1'), { recursive: true })
  await mkdir(join(root, 'real'))
  await writeFile(join(root, 'file'), '')
  await symlink(outside.path, join(root, 'out'))
  await symlink(join(root, 'archive'), join(root, 'innocent'))
  await symlink(join(root, 'real'), join(root, 'linked'))
})
afterAll(async () => {
  await own[Symbol.asyncDispose]()
  await outside[Symbol.asyncDispose]()
})

const folder = (value: string, organisationId = own.defaults.organisationId) =>
  feedFolder(own.hub, organisationId, 'importPath', value)

describe("a feed's folder", () => {
  test.each([
    ['/datahub/dhimport_version1', 'datahub/dhimport_version1'],
    ['datahub/in/', 'datahub/in'],
    ['/real', 'real'],
    ['linked/new', 'real/new'],
    ['a/../b', 'b'],
    ['..a', '..a'],
  ])('%j lies in the data folder', async (value, expected) => {
    expect(await folder(value)).toBe(join(root, expected))
  })

  test.each([
    '',
    '/',
    '..',
    '../elsewhere',
    '/a/../../elsewhere',
    'out',
    'out/new',
    'file/below',
    'a\0b',
    'archive',
    '/Archive/1',
    'pglite',
    'intake/1',
    'organisations/2/in',
    'rollbook.key',
    'a/../archive',
    'innocent/1',
  ])('%j is refused: it leads outside, or to what is not the feed’s', async (value) => {
    expect(await refused(folder(value))).toMatchObject({ code: 'RB-8006', field: 'importPath' })
  })

  test('of another organisation lies in a folder of its own, and reaches no further', async () => {
    const { organisationId } = await anotherOrganisation(own.hub.store, 'folders')
    expect(await folder('/in', organisationId)).toBe(join(root, 'organisations', `${organisationId}`, 'in'))
    expect(await refused(folder(`../${organisationId + 1}/in`, organisationId))).toMatchObject({
      code: 'RB-8006',
    })
  })
})
