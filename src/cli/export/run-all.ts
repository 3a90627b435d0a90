import { listOrganisations } from '../../config/organisations.ts'
import type { Finding } from '../../domain/finding.ts'
import type { RunRequest } from '../../outbound/job.ts'
import type { ExportResult } from '../../outbound/run-export.ts'
import { runOrganisations } from '../../outbound/run-organisations.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { findingOf } from '../finding-of.ts'
import type { HubContext } from '../with-hub.ts'
import { resultNotes, resultText } from './result-text.ts'

interface OfOrganisation extends ExportResult {
  readonly organisation: string
}

interface Failed {
  readonly organisation: string
  readonly finding: Finding
}

/** `rollbook export run --all-organisations`: the exports of each, called ORGANISATION/EXPORT in what people read. */
export async function runAllOrganisations(
  { hub, output }: HubContext,
  request: RunRequest,
): Promise<ExitStatus> {
  const organisations = await hub.store.asHouse(listOrganisations)
  const ids = organisations.map(({ id }) => id)
  const exports: OfOrganisation[] = []
  const failed: Failed[] = []
  for (const [index, ran] of (await runOrganisations(hub, ids, request)).entries()) {
    const { name: organisation } = organisations[index]!
    if (ran.status === 'rejected') failed.push({ organisation, finding: findingOf(ran.reason) })
    else exports.push(...ran.value.map((result) => ({ organisation, ...result })))
  }
  const named = exports.map((result) => ({ ...result, export: `${result.organisation}/${result.export}` }))
  await output.show({ exports, failed }, () => named.map(resultText).join(''))
  for (const note of named.flatMap(resultNotes)) output.note(note)
  for (const { organisation, finding } of failed) {
    output.note(`${organisation}: ${finding.code} ${finding.message}`)
  }
  if (failed.length > 0) return EXIT.failure
  return exports.some(({ finding }) => finding !== null) ? EXIT.findings : EXIT.clean
}
