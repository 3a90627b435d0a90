import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addOrganisation } from '../../src/config/organisations.ts'
import { addExport } from '../../src/outbound/define.ts'
import { shareSite } from '../../src/outbound/share.ts'
import type { Store } from '../../src/store/store.ts'
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

  test('runs the exports of all organisations, and one that fails keeps no other from its files', async () => {
    await using of = await place()
    await inPlace(of, async ({ store }, { organisationId, siteId }) => {
      const riverside = await addOrganisation(store, 'riverside', 'Riverside')
      await shareSite(store, siteId, riverside, { field: 'institution', equals: 'Riverside' })
      for (const id of [organisationId, riverside]) {
        await store.asOrganisation(id, (tx) => addExport(tx, id, { name: 'people', dataset: 'user', siteId }))
      }
    })
    const run = ['export', 'run', '--all-organisations']
    const both = await cli(of, ...run)
    expect(both).toMatchObject({ status: 0, stderr: '' })
    expect(both.stdout).toMatch(
      /^default\/people: published Users\d{8}\.csv, .*\nriverside\/people: published Users\d{8}\.csv, .*\n$/,
    )

    await inPlace(of, async ({ store }, { organisationId, siteId }) => {
      const settings = { uniqueId: 'profile.shoe' }
      await store.asOrganisation(organisationId, (tx) =>
        addExport(tx, organisationId, { name: 'odd', dataset: 'quiz', siteId, settings }),
      )
    })
    const withFindings = await cli(of, ...run)
    expect(withFindings.status).toBe(2)
    expect(withFindings.stdout).toBe('default/people: nothing is due\nriverside/people: nothing is due\n')
    expect(withFindings.stderr).toMatch(/^default\/odd: RB-4501 /)

    await inPlace(of, ({ store }, { organisationId }) => failRunsOf(store, organisationId))
    const { status, stdout, stderr } = await cli(of, '--json', ...run, '--force')
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      exports: [
        { organisation: 'riverside', export: 'people', files: [{ what: 'unchanged' }], finding: null },
      ],
      failed: [{ organisation: 'default', finding: { code: 'RB-8202' } }],
    })
    expect(stderr).toMatch(/^default: RB-8202 .*no room/m)
  })

  test.each([
    ['organisation', ['--organisation', 'default']],
    ['names of exports', ['people']],
  ])('takes no %s beside all organisations', async (_, given) => {
    expect(await cliJson(at, 'export', 'run', '--all-organisations', ...given)).toMatchObject({
      status: 1,
      document: { error: { code: 'RB-8201', message: expect.stringContaining('--all-organisations') } },
    })
  })
})

/** As if the database had no room for one organisation's runs. */
async function failRunsOf(store: Store, organisationId: number): Promise<void> {
  await store.asHouse(async ({ db }) => {
    await sql`create function no_room() returns trigger language plpgsql as
      $$ begin raise exception 'no room'; end $$`.execute(db)
    await sql`create trigger no_room before insert on export_run for each row
      when (new.organisation_id = ${sql.lit(organisationId)}) execute function no_room()`.execute(db)
  })
}
