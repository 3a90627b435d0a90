import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outboxFolder } from '../../src/transport/storage/places.ts'
import { cli, cliJson, inPlace, type Place, place } from './cli.ts'

describe('rollbook export', () => {
  let at: Place & AsyncDisposable
  let folder: string
  beforeAll(async () => {
    at = await place()
    folder = await mkdtemp(join(tmpdir(), 'rollbook-'))
  })
  afterAll(async () => {
    await at[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  test('adds an export, publishes its file once, and issues it again byte for byte', async () => {
    const added = await cli(
      at,
      'export',
      'add',
      'people',
      '--dataset',
      'user',
      '--set',
      'columns.username=Login',
    )
    expect(added).toMatchObject({ status: 0, stdout: expect.stringContaining('Export people is there.') })
    const ran = await cliJson<{ exports: { files: { what: string; name: string }[] }[] }>(at, 'export', 'run')
    const [file] = ran.document.exports[0]!.files
    expect(file).toMatchObject({ what: 'published', name: expect.stringMatching(/^Users\d{8}\.csv$/) })
    expect((await cli(at, 'export', 'run')).stdout).toBe('people: nothing is due\n')

    const organisationId = await inPlace(at, async (_, defaults) => defaults.organisationId)
    const outbox = outboxFolder(at.dataFolder, organisationId)
    expect(await readdir(outbox)).toEqual([file!.name])
    const copy = join(folder, 'again.csv')
    expect(await cli(at, 'export', 'reissue', 'people', '--number', '1', '-o', copy)).toMatchObject({
      status: 0,
    })
    const text = await readFile(copy, 'utf8')
    expect(text).toMatch(/^"Login","uniqueid",/)
    expect(text).toBe(await readFile(join(outbox, file!.name), 'utf8'))
    expect((await cli(at, 'export', 'preview', 'people')).stdout).toBe(text)
  })

  test('refuses what the settings do not take, and ends with 2 when an export fails', async () => {
    const add = (...args: string[]) => cliJson(at, 'export', 'add', ...args)
    expect(await add('short', '--dataset', 'quiz', '--set', 'retentionDays=7')).toMatchObject({
      status: 1,
      document: { error: { code: 'RB-7105' } },
    })
    expect(await cliJson(at, 'export', 'show', 'nobody')).toMatchObject({
      status: 1,
      document: { error: { code: 'RB-7106' } },
    })
    await add('odd', '--dataset', 'quiz', '--set', 'users={"field":"shoe","equals":"9"}')
    const ran = await cliJson(at, 'export', 'run', 'odd')
    expect(ran).toMatchObject({ status: 2, document: { exports: [{ finding: { code: 'RB-4501' } }] } })
  })
})
