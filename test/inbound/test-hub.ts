import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { hubOn } from '../../src/cli/open-hub.ts'
import { DEFAULT_NAME, type Defaults, ensureDefaults } from '../../src/config/first-setup.ts'
import { DEFAULT_ROLES } from '../../src/config/roles.ts'
import type { FileKind } from '../../src/domain/action.ts'
import { DEFAULT_SITE_FACTS } from '../../src/domain/site-facts.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import type { Hub } from '../../src/inbound/hub.ts'
import { startRun } from '../../src/inbound/start-run.ts'
import type { Store, StoreOptions } from '../../src/store/store.ts'
import { testStore } from '../support/engines.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { TEST_KEY, TEST_TIME } from './test-key.ts'

export { TEST_KEY, TEST_TIME }

/** A hub with a store of its own, and the organisation, site and feed of a fresh installation. */
export interface TestHub {
  readonly hub: Hub
  readonly defaults: Defaults
}

/** A file to be sent: its name and content. */
export interface Sent {
  readonly name: string
  readonly content: string | Uint8Array
  readonly kind?: FileKind
}

/** A store's second organisation, third…, each with a site and feed of its own, all of the same names. */
export async function anotherOrganisation(store: Store, name: string): Promise<Defaults> {
  return store.asHouse(async ({ db }) => {
    const { id: organisationId } = await db
      .insertInto('organisation')
      .values({ name, title: name })
      .returning('id')
      .executeTakeFirstOrThrow()
    const own = { organisation_id: organisationId, name: DEFAULT_NAME }
    const { id: siteId } = await db
      .insertInto('site')
      .values({ ...own, kind: 'embedded', facts: JSON.stringify(DEFAULT_SITE_FACTS) })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: feedId } = await db
      .insertInto('feed')
      .values({ ...own, site_id: siteId, format: 'datahub-csv', settings: '{}' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('site_role')
      .values(DEFAULT_ROLES.map((role, index) => ({ site_id: siteId, id: index + 1, ...role })))
      .execute()
    return { organisationId, siteId, feedId }
  })
}

let organisations = 0

/** An organisation of its own on the store of a hub, whose feed reads files of this format. */
export async function hubOfFormat({ hub }: TestHub, format: string): Promise<TestHub> {
  const defaults = await anotherOrganisation(hub.store, `format-${++organisations}`)
  await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.updateTable('feed').set({ format }).where('id', '=', defaults.feedId).execute(),
  )
  return { hub, defaults }
}

/** Gives a site the profile fields that the tests' files have columns for. */
export async function addProfileFields(store: Store, siteId: number): Promise<void> {
  const fields = [
    { shortname: 'badge', type: 'menu', options: ['blue', 'green', 'red'] },
    { shortname: 'joined', type: 'datetime', options: [] },
  ]
  await store.asHouse(({ db }) =>
    db
      .insertInto('site_profile_field')
      .values(
        fields.map((field, position) => ({
          ...field,
          site_id: siteId,
          position,
          name: field.shortname,
          default_value: '',
          include_time: false,
        })),
      )
      .execute(),
  )
}

export async function testHub(options: StoreOptions = {}): Promise<TestHub & AsyncDisposable> {
  const folder = await temporaryFolder()
  const store = await testStore(options)
  const defaults = await ensureDefaults(store)
  return {
    hub: hubOn(store, folder.path, TEST_KEY, () => TEST_TIME),
    defaults,
    async [Symbol.asyncDispose]() {
      await store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Takes files in, and gives the number of their run, which is then to be executed. */
export async function send(
  { hub, defaults: { organisationId, feedId } }: TestHub,
  files: readonly Sent[],
  settings: object = {},
  kind: 'import' | 'plan' = 'import',
): Promise<number> {
  const folder = join(hub.dataFolder, `sent-${organisationId}`)
  await mkdir(folder, { recursive: true })
  const paths = files.map(({ name, kind }) => ({ path: join(folder, basename(name)), kind }))
  for (const [index, { content }] of files.entries()) await writeFile(paths[index]!.path, content)
  const request = { organisationId, feedId, kind, files: paths, settings }
  const runId = await startRun(hub, { ...request, verify: false, again: true })
  await rm(folder, { recursive: true })
  return runId
}

/** Sends files and carries their run out to its end. */
export async function importFiles(
  test: TestHub,
  files: readonly Sent[],
  settings: object = {},
  kind: 'import' | 'plan' = 'import',
): Promise<number> {
  const runId = await send(test, files, settings, kind)
  await executeRun(test.hub, test.defaults.organisationId, runId)
  return runId
}
