import type { ExportResult } from '../../outbound/run-export.ts'
import { runOrganisations } from '../../outbound/run-organisations.ts'
import { resultText } from '../export/result-text.ts'
import { serveSftp } from '../sftp/serve.ts'
import { table } from '../table.ts'
import type { HubContext } from '../with-hub.ts'
import { type MadeOrganisation, makeOrganisations } from './organisations.ts'
import { sftpProgram } from './sftp/program.ts'
import { LOOPBACK } from './sftp/receiver.ts'
import type { DemoStep } from './step.ts'
import { collecting, onRecord, stealing } from './visits.ts'

/** What two organisations get of the university's activity in a night, and how they come for it. */
export async function* nightSteps(context: HubContext): AsyncGenerator<DemoStep> {
  const made = await makeOrganisations(context)
  const organisations = made.map(({ name, title, people, exports }) => ({ name, title, people, exports }))
  yield {
    title: 'Two organisations may see people of the university, each its own, and order files about them',
    document: { organisations },
    text: ordersTable(made),
  }

  yield { title: "The night's files are published", ...(await runAll(context, made)) }

  const faults: unknown[] = []
  const program = await sftpProgram()
  {
    const failed = (error: unknown) => void faults.push(error)
    await using server = await serveSftp(context.hub, { address: LOOPBACK, port: 0 }, failed)
    yield await collecting(made, server, program)
    yield await stealing(made, server, program)
  }
  if (faults.length > 0) throw faults[0]
  yield await onRecord(context, made)

  yield { title: 'The same once more: every file of the night is there', ...(await runAll(context, made)) }
}

function ordersTable(made: readonly MadeOrganisation[]): string {
  return table(
    [
      { title: 'organisation' },
      { title: 'sees' },
      { title: 'export' },
      { title: 'dataset' },
      { title: 'settings' },
    ],
    made.flatMap(({ title, people, exports }) =>
      exports.map(({ name, dataset, settings }) => [
        title,
        `${people.field}=${people.equals}`,
        name,
        dataset,
        Object.keys(settings).join(', '),
      ]),
    ),
  )
}

async function runAll(
  { hub }: HubContext,
  made: readonly MadeOrganisation[],
): Promise<Pick<DemoStep, 'document' | 'text'>> {
  const results: (ExportResult & { organisation: string })[] = []
  let text = ''
  const night = await runOrganisations(
    hub,
    made.map(({ id }) => id),
  )
  for (const [index, { name, title }] of made.entries()) {
    const ran = night[index]!
    if (ran.status === 'rejected') throw ran.reason
    results.push(...ran.value.map((result) => ({ organisation: name, ...result })))
    text += `${title}\n${ran.value.map((result) => resultText(result).replace(/^/gm, '  ').trimEnd()).join('\n')}\n`
  }
  return { document: { exports: results }, text }
}
