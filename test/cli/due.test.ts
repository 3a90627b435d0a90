import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addOrganisation } from '../../src/config/organisations.ts'
import { addExport } from '../../src/outbound/define.ts'
import { shareSite } from '../../src/outbound/share.ts'
import { lookAtExports } from '../../src/outbound/watch/look.ts'
import { cli, cliJson, inPlace, type Place, place } from './cli.ts'
import { DAY_NOT_OVER } from './day-not-over.ts'

const DAY_MS = 24 * 3_600_000
/** Due all day long. */
const ALL_DAY = {
  timeZone: DAY_NOT_OVER,
  startAt: '00:00',
  warnAt: [],
  deliverBy: '23:59',
}

let at: Place & AsyncDisposable
beforeAll(async () => {
  at = await place()
})
afterAll(() => at[Symbol.asyncDispose]())

describe('rollbook export due', () => {
  test('publishes what is due, and tells once, with 2, what was missing at the deadline', async () => {
    const yesterday = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10)
    const missing = `Quiz${yesterday.replaceAll('-', '')}.csv`
    await inPlace(at, async (hub, { organisationId, siteId }) => {
      await hub.store.asOrganisation(organisationId, async (tx) => {
        const odd = { ...ALL_DAY, uniqueId: 'profile.shoe' }
        await addExport(tx, organisationId, { name: 'odd', dataset: 'quiz', siteId, settings: odd })
        await addExport(tx, organisationId, { name: 'people', dataset: 'user', siteId, settings: ALL_DAY })
      })
      const now = () => Date.parse(`${yesterday}T12:00:00Z`)
      const looked = await Array.fromAsync(lookAtExports({ ...hub, now }, organisationId))
      expect(looked.map(({ finding }) => finding?.code ?? null)).toEqual(['RB-4501', null])
    })
    const { status, stdout, stderr } = await cli(at, 'export', 'due')
    expect(status).toBe(2)
    expect(stdout).toMatch(/^odd: next attempt \d{4}-.*\npeople: published Users\d{8}\.csv, \d+ rows\n$/)
    expect(stderr).toMatch(
      new RegExp(`^odd: RB-7129 ${missing} was not published by .*:59:00.000Z\nodd: RB-4501 .*\n$`),
    )
    const again = await cli(at, 'export', 'due')
    expect(again.stdout + again.stderr).not.toMatch(/RB-7129|people/)

    const { document } = await cliJson<{ incidents: object[] }>(at, 'export', 'incidents', '--open')
    expect(document).toEqual({
      incidents: [
        {
          export: 'odd',
          date: yesterday,
          warnedAt: [],
          incidentAt: expect.stringMatching(/Z$/),
          publishedAt: null,
        },
      ],
    })
    const listed = await cli(at, 'export', 'incidents')
    expect(listed).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(`odd +${yesterday} .* missing\n$`),
    })
  })
})

describe('all organisations', () => {
  test('are looked at by one command, and delivered to by another', async () => {
    await using own = await place()
    const folder = join(own.dataFolder, 'delivered')
    const settings = { ...ALL_DAY, deliverTo: [{ kind: 'folder', name: 'share' }] }
    await inPlace(own, async ({ store }, { organisationId, siteId }) => {
      const riverside = await addOrganisation(store, 'riverside', 'Riverside')
      await shareSite(store, siteId, riverside, { field: 'institution', equals: 'Riverside' })
      for (const id of [organisationId, riverside]) {
        const people = { name: 'people', dataset: 'user', siteId, settings } as const
        await store.asOrganisation(id, (tx) => addExport(tx, id, people))
      }
    })
    await mkdir(folder, { recursive: true })
    const of = { ...own, variables: { ROLLBOOK_DELIVERY_FOLDER: folder } }
    const due = await cliJson<object>(of, 'export', 'due', '--all-organisations')
    const published = (organisation: string) => ({
      organisation,
      export: 'people',
      what: 'ran',
      files: [{ what: 'published' }],
      finding: null,
      missing: [],
      nextAttemptAt: null,
    })
    expect(due).toMatchObject({
      status: 0,
      document: { exports: [published('default'), published('riverside')], failed: [] },
    })
    expect(await cli(of, 'export', 'due', '--all-organisations')).toEqual({
      status: 0,
      stdout: 'Nothing is due.\n',
      stderr: '',
    })
    await inPlace(own, async ({ store }, { organisationId, siteId }) => {
      const odd = { ...ALL_DAY, uniqueId: 'profile.shoe' }
      await store.asOrganisation(organisationId, (tx) =>
        addExport(tx, organisationId, { name: 'odd', dataset: 'quiz', siteId, settings: odd }),
      )
    })
    expect(await cli(of, 'export', 'due', '--all-organisations')).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/^default\/odd: next attempt .*\n$/),
      stderr: expect.stringMatching(/^default\/odd: RB-4501 .*\n$/),
    })
    const delivered = await cli(of, 'export', 'deliver', '--all-organisations')
    expect(delivered).toMatchObject({ status: 0, stderr: '' })
    expect(delivered.stdout).toMatch(
      /^default\/people: delivered (Users\d{8}\.csv) to share\nriverside\/people: delivered \1 to share\n$/,
    )
    for (const name of ['default', 'riverside']) expect(await readdir(join(folder, name))).toHaveLength(1)
    expect(await cliJson(of, 'export', 'deliver', '--all-organisations', '--export', 'people')).toMatchObject(
      {
        status: 1,
        document: { error: { code: 'RB-8201', message: expect.stringContaining('--all-organisations') } },
      },
    )
  })
})
