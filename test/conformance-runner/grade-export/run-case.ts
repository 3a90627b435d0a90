import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hubOn } from '../../../src/cli/open-hub.ts'
import { RollbookError } from '../../../src/domain/finding.ts'
import { addExport } from '../../../src/outbound/define.ts'
import { previewExport } from '../../../src/outbound/preview.ts'
import { runExports } from '../../../src/outbound/run-export.ts'
import { putActivity } from '../../../src/sites/embedded/activity/put-activity.ts'
import { outboxFolder } from '../../../src/transport/storage/places.ts'
import { readPlainCsv } from '../../support/plain-csv.ts'
import { FormatProblem } from '../format-problem.ts'
import { makeSite, type Place } from '../make-site.ts'
import { show } from '../match.ts'
import type { Bench } from '../run-case.ts'
import { worldOf } from '../world.ts'
import type { GradeExportCase } from './case-format.ts'

const INSTANCE_KEY = '5eed'.repeat(16)
const NAME = 'grades'

/** Runs a case as the command line would: a manual export is a preview, a scheduled one a run. */
export async function runGradeExportCase(
  { store, folder }: Bench,
  given: GradeExportCase,
): Promise<string[]> {
  const now = Date.parse(given.run.at)
  const hub = hubOn(store, join(folder, 'data'), INSTANCE_KEY, () => now)
  const { grades, ...rest } = given.given
  const world = worldOf(rest, hub.passwords, now, 'manual')
  const place = await makeSite(store, world, 'datahub-csv', {}, [])
  const { organisationId, siteId } = place
  const idOf = (all: readonly { id: number }[], index: number) => all[index]!.id
  const ids = (entries: readonly { id: number }[], names: readonly string[], wanted: string) => {
    const index = names.indexOf(wanted)
    if (index === -1) throw new FormatProblem(`"${wanted}" is not given`)
    return idOf(entries, index)
  }
  const usernames = rest.users.map(({ username }) => username)
  const shortnames = rest.courses.map(({ shortname }) => shortname)
  await store.asHouse(async (tx) => {
    putActivity(
      tx,
      siteId,
      'grade',
      grades.map((grade) => ({
        userId: ids(world.entities.user, usernames, grade.user),
        courseId: ids(world.entities.course, shortnames, grade.course),
        item: grade.item,
        name: grade.item === 'course' ? '' : grade.item,
        grade: grade.finalGrade,
        min: grade.gradeMin,
        max: grade.gradeMax,
        time: grade.modifiedAt === undefined ? now : Date.parse(grade.modifiedAt),
      })),
    )
  })
  try {
    await store.asOrganisation(organisationId, (tx) =>
      addExport(tx, organisationId, {
        name: NAME,
        dataset: 'grade',
        layout: 'datahub-version1',
        siteId,
        settings: given.settings,
      }),
    )
  } catch (error) {
    if (error instanceof RollbookError) throw new FormatProblem(`${error.finding.code} ${error.message}`)
    throw error
  }
  const file = given.run.mode === 'manual' ? await manual(hub, place) : await scheduled(hub, place, given)
  return judge(given, file)
}

interface SeenFile {
  readonly name: string
  readonly text: string
}

async function manual(
  hub: Parameters<typeof previewExport>[0],
  { organisationId }: Place,
): Promise<SeenFile> {
  const preview = await previewExport(hub, organisationId, NAME)
  return { name: preview.name, text: (await Array.fromAsync(preview.text)).join('') }
}

async function scheduled(
  hub: Parameters<typeof runExports>[0],
  { organisationId }: Place,
  { run: { lastRun } }: GradeExportCase,
): Promise<SeenFile> {
  if (typeof lastRun === 'string') {
    const earlier = { ...hub, now: () => Date.parse(lastRun) }
    await runExports(earlier, organisationId, [NAME])
  }
  const [result] = await runExports(hub, organisationId, [NAME])
  if (result!.finding !== null) throw new Error(result!.finding.message)
  const { name } = result!.files[0]!
  const root = outboxFolder(hub.dataFolder, organisationId)
  const paths = await readdir(root, { recursive: true })
  const path = paths.find((one) => one.endsWith(name))
  return { name, text: await readFile(join(root, path!), 'utf8') }
}

function judge({ expect }: GradeExportCase, { name, text }: SeenFile): string[] {
  const problems: string[] = []
  // The heading as a record of its own: without a row there is none to tell of it.
  const [heading, ...records] = readPlainCsv(text.slice(0, text.indexOf('\n') + 1) + text, ',')
  const header = Object.keys(heading!.cells)
  const { exportHeader, exportCsv, exportFile } = expect
  if (exportHeader !== undefined && show(header) !== show(exportHeader)) {
    problems.push(`header: expected ${show(exportHeader)}, seen ${show(header)}`)
  }
  if (exportCsv !== undefined) {
    const sorted = (all: readonly object[]) =>
      all.map((row) => JSON.stringify(Object.entries(row).sort())).sort()
    const [seen, wanted] = [sorted(records.map(({ cells }) => cells)), sorted(exportCsv)]
    if (show(seen) !== show(wanted)) problems.push(`rows: expected ${show(wanted)}, seen ${show(seen)}`)
  }
  if (exportFile !== undefined) {
    const fits = 'name' in exportFile ? name === exportFile.name : new RegExp(exportFile.pattern).test(name)
    if (!fits) problems.push(`file name: expected ${show(exportFile)}, seen ${name}`)
  }
  return problems
}
