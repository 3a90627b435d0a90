import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hubOn } from '../../../src/cli/open-hub.ts'
import { ACTIVITY_DATASETS, type ActivityDataset } from '../../../src/domain/activity.ts'
import { RollbookError } from '../../../src/domain/finding.ts'
import { DEFAULT_SITE_FACTS } from '../../../src/domain/site-facts.ts'
import { addExport } from '../../../src/outbound/define.ts'
import { prefixOf } from '../../../src/outbound/file-name.ts'
import { runExports } from '../../../src/outbound/run-export.ts'
import type { Store } from '../../../src/store/store.ts'
import { outboxFolder } from '../../../src/transport/storage/places.ts'
import { FormatProblem } from '../format-problem.ts'
import { show } from '../match.ts'
import type { Bench } from '../run-case.ts'
import type { OutboundCase } from './case-format.ts'
import { putCourses, putVisible } from './world.ts'

/** Any will do: nothing of a case outlives it. */
const INSTANCE_KEY = '5eed'.repeat(16)

/** What the contract calls the refusals of a configuration. */
const REFUSALS: Readonly<Record<string, string>> = {
  'RB-7101': 'duplicate-column-name',
  'RB-7102': 'empty-column-name',
  'RB-7103': 'invalid-date-format',
  'RB-7104': 'unknown-time-zone',
  'RB-7105': 'retention-too-short',
}

/** A client of the case: an organisation with an account of its own. */
interface Client {
  readonly id: string | null
  readonly organisationId: number
  readonly settings: Readonly<Record<string, unknown>>
}

/** Runs a case as the command line would, each run at its time, and gives what is not as expected. */
export async function runOutboundCase({ store, folder }: Bench, given: OutboundCase): Promise<string[]> {
  const dataFolder = join(folder, 'data')
  const { siteId, clients } = await makeClients(store, given)
  await store.asHouse((tx) => putCourses(tx, siteId, given.given, profileFields(given)))
  for (const { organisationId } of clients)
    await putFiles(dataFolder, organisationId, given.given.existingFiles)

  const problems: string[] = []
  const error = await configure(store, given, siteId, clients)
  if (error === null) {
    for (const { at, force, windowStart, windowEnd } of given.runs ?? [given.run!]) {
      const now = Date.parse(at)
      await store.asHouse((tx) => putVisible(tx, siteId, given.given, now))
      const hub = hubOn(store, dataFolder, INSTANCE_KEY, () => now)
      const window =
        windowStart === undefined || windowEnd === undefined
          ? undefined
          : { from: Date.parse(windowStart), to: Date.parse(windowEnd) }
      for (const { organisationId } of clients) {
        const results = await runExports(hub, organisationId, [], { force, ...(window && { window }) })
        for (const { export: name, finding } of results) {
          if (finding !== null) problems.push(`run of ${name} at ${at}: ${finding.code} ${finding.message}`)
        }
      }
    }
  }
  const seen = (await Promise.all(clients.map((client) => filesOf(dataFolder, client)))).flat()
  return [...problems, ...judge(given, error, seen)]
}

interface SeenFile {
  readonly client: string | null
  readonly name: string
  readonly content: string
}

function judge({ expect, given }: OutboundCase, error: string | null, seen: readonly SeenFile[]): string[] {
  const problems: string[] = []
  const expected = expect.error?.code ?? null
  if (error !== expected) problems.push(`error: expected ${expected}, seen ${error}`)
  // What was there before is empty.
  const published = seen.filter(
    ({ name, content }) => !(given.existingFiles.includes(name) && content === ''),
  )
  const wanted = (expect.files ?? []).map((file) => ({ ...file, client: file.client ?? null }))
  for (const { client, name, content } of wanted) {
    const found = published.find((file) => file.client === client && file.name === name)
    if (found === undefined) problems.push(`${name}: not published`)
    else if (found.content !== content) {
      problems.push(`${name}: expected ${show(content)}, seen ${show(found.content)}`)
    }
  }
  for (const { client, name, content } of published) {
    if (!wanted.some((file) => file.client === client && file.name === name)) {
      problems.push(`${client ?? ''} ${name}: published, and not expected: ${show(content)}`)
    }
  }
  if (expect.remaining !== undefined) {
    const names = seen.map(({ name }) => name).sort()
    const remaining = [...expect.remaining].sort()
    if (JSON.stringify(names) !== JSON.stringify(remaining)) {
      problems.push(`remaining: expected ${show(remaining)}, seen ${show(names)}`)
    }
  }
  return problems
}

/** A client alone owns the site; several are shown, each, its people of a site that is somebody else's. */
async function makeClients(
  store: Store,
  given: OutboundCase,
): Promise<{ siteId: number; clients: Client[] }> {
  const { client, clients, sources: _, ...common } = given.settings
  return store.asHouse(async ({ db }) => {
    const organisation = async () =>
      (
        await db
          .insertInto('organisation')
          .values({ name: randomUUID(), title: 'Case' })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id
    const ownerId = await organisation()
    const { id: siteId } = await db
      .insertInto('site')
      .values({
        organisation_id: ownerId,
        name: 'site',
        kind: 'embedded',
        facts: JSON.stringify(DEFAULT_SITE_FACTS),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (clients === undefined) {
      const settings = client === undefined ? common : { ...common, users: client.users }
      return { siteId, clients: [{ id: null, organisationId: ownerId, settings }] }
    }
    const made: Client[] = []
    for (const { id, users, ...own } of clients) {
      const organisationId = await organisation()
      await db
        .insertInto('site_share')
        .values({ organisation_id: organisationId, site_id: siteId, ...users })
        .execute()
      made.push({ id, organisationId, settings: { ...common, ...own } })
    }
    return { siteId, clients: made }
  })
}

/** The word of the contract for what the configuration is refused with, or null. */
async function configure(
  store: Store,
  { settings: { sources } }: OutboundCase,
  siteId: number,
  clients: readonly Client[],
): Promise<string | null> {
  for (const { organisationId, settings } of clients) {
    for (const source of (settings['sources'] as string[] | undefined) ?? sources) {
      const dataset = datasetOf(source)
      const { sources: _, ...own } = settings
      try {
        await store.asOrganisation(organisationId, (tx) =>
          addExport(tx, organisationId, { name: source, dataset, siteId, settings: own }),
        )
      } catch (error) {
        if (!(error instanceof RollbookError)) throw error
        const { code, message } = error.finding
        if (REFUSALS[code] === undefined) throw new FormatProblem(`${code} ${message}`)
        return REFUSALS[code]
      }
    }
  }
  return null
}

function datasetOf(source: string): ActivityDataset {
  const found = ACTIVITY_DATASETS.find((dataset) => prefixOf(dataset) === source)
  if (found === undefined) throw new FormatProblem(`there is no source ${source}`)
  return found
}

function profileFields({ settings }: OutboundCase): string[] {
  const { client, clients = [], uniqueId } = settings
  const own = clients.map((one) => one['uniqueId'])
  const fields = [client?.users.field, uniqueId, ...own, ...clients.map(({ users }) => users.field)]
  return fields.flatMap((field) =>
    typeof field === 'string' && field.startsWith('profile.') ? field.slice('profile.'.length) : [],
  )
}

async function putFiles(dataFolder: string, organisationId: number, names: readonly string[]): Promise<void> {
  const folder = outboxFolder(dataFolder, organisationId)
  await mkdir(folder, { recursive: true })
  for (const name of names) await writeFile(join(folder, name), '')
}

async function filesOf(dataFolder: string, { id, organisationId }: Client): Promise<SeenFile[]> {
  const folder = outboxFolder(dataFolder, organisationId)
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    found
      .filter((entry) => entry.isFile())
      .map(async ({ name, parentPath }) => ({
        client: id,
        name,
        content: await readFile(join(parentPath, name), 'utf8'),
      })),
  )
}
