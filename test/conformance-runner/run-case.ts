import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hubOn } from '../../src/cli/open-hub.ts'
import { RollbookError } from '../../src/domain/finding.ts'
import { formatNamed } from '../../src/formats/registry.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import type { Hub } from '../../src/inbound/hub.ts'
import { type GivenFile, startRun } from '../../src/inbound/start-run.ts'
import type { Store } from '../../src/store/store.ts'
import { broughtKeys } from './brought-keys.ts'
import { type Case, DEFAULT_NOW } from './case-format.ts'
import { casePlace, type SiteKind } from './case-place.ts'
import { FormatProblem } from './format-problem.ts'
import { judge } from './judge.ts'
import { seenRun } from './seen-run.ts'
import { worldOf } from './world.ts'

/** What cases are run with: one store for all of them, and a folder for their files. */
export interface Bench {
  readonly store: Store
  readonly folder: string
  /** Rollbook's own site, unless said otherwise. */
  readonly site?: SiteKind
  /** For each run, over those of the case. */
  readonly settings?: object
  /** What happens when a run is done; gives the number of the run that is judged. */
  readonly afterRun?: (hub: Hub, organisationId: number, runId: number) => Promise<number>
}

/** Any will do: nothing of a case outlives it. */
const INSTANCE_KEY = '5eed'.repeat(16)

/**
 * Runs a case as the command line would: a site made from `given`, its files handed over as one run for each
 * delivery. Gives what is
 * not as expected, and throws FormatProblem when the case cannot be judged.
 */
export async function runCase(bench: Bench, given: Case): Promise<string[]> {
  const { store, folder, site = 'embedded', settings = {}, afterRun } = bench
  const format = formatOf(given)
  const now = Date.parse(given.given.site?.now ?? DEFAULT_NOW)
  const own = hubOn(store, join(folder, 'data'), INSTANCE_KEY, () => now)
  const method = formatNamed(format).method ?? 'manual'
  const world = worldOf(given.given, own.passwords, now, method)
  const brought = broughtKeys(given.given, method)
  await using place = await casePlace(site, own, world, format, given.settings, brought)
  const { hub, organisationId, feedId } = place
  const sent = join(folder, 'sent', String(organisationId))
  const runs: number[] = []
  for (const [index, delivery] of deliveriesOf(given).entries()) {
    const files = await writeFiles(join(sent, String(index)), delivery)
    const runId = await startRun(hub, {
      organisationId,
      feedId,
      kind: 'import',
      files,
      settings,
      verify: false,
      // A case that sends the same bytes once more asks what becomes of their records.
      again: index > 0,
    })
    await executeRun(hub, organisationId, runId)
    runs.push((await afterRun?.(hub, organisationId, runId)) ?? runId)
  }

  return store.asOrganisation(organisationId, async (tx) => {
    const seen = []
    for (const runId of runs) seen.push(await seenRun(tx, organisationId, runId))
    return judge(given.expect, seen, await place.seen(tx))
  })
}

/** Files by the run that takes them, in order. */
function deliveriesOf({ files }: Case): Case['files'][] {
  const byDelivery = Map.groupBy(files, ({ delivery = 1 }) => delivery)
  return [...byDelivery].sort(([one], [other]) => one - other).map(([, ofOne]) => ofOne)
}

/** Files of one run have one format; the format also knows which settings there are. */
function formatOf({ files, settings }: Case): string {
  const [name, ...others] = new Set(files.map(({ format }) => format))
  if (others.length > 0) throw new FormatProblem(`files of several formats: ${name}, ${others.join(', ')}`)
  try {
    formatNamed(name!).settings(settings)
  } catch (error) {
    if (error instanceof RollbookError) throw new FormatProblem(`${error.finding.code} ${error.message}`)
    throw error
  }
  return name!
}

async function writeFiles(folder: string, files: Case['files']): Promise<GivenFile[]> {
  const given: GivenFile[] = []
  for (const [index, { name, entity, content, contentBase64 }] of files.entries()) {
    // A folder for each: two files of one run may have one name.
    const own = join(folder, String(index))
    await mkdir(own, { recursive: true })
    const path = join(own, name)
    await writeFile(path, content ?? Buffer.from(contentBase64!, 'base64'))
    given.push({ path, kind: entity })
  }
  return given
}
