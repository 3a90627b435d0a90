import { styleText } from 'node:util'
import { OUTCOMES } from '../domain/outcome.ts'
import { countMails, type MailCounts } from '../inbound/read-mails.ts'
import { type RunSummary, readRun } from '../inbound/read-runs.ts'
import type { RunFile, RunState } from '../inbound/run-row.ts'
import { conservation, conservationLine } from './conservation.ts'
import { EXIT, type ExitStatus } from './exit-status.ts'
import { mailsText } from './mails-text.ts'
import { printable } from './printable.ts'
import { fileDocument, findingText, recordsOf, runDocument } from './run-documents.ts'
import { type Cell, type Column, table } from './table.ts'
import { durationText, instantText } from './times.ts'
import type { HubContext } from './with-hub.ts'

/** What there is to tell of one run: as a document, as a text, and as an exit status. */
export interface RunReport {
  readonly run: RunSummary
  readonly document: { readonly run: object; readonly files: readonly object[]; readonly mails: MailCounts }
  readonly text: string
  readonly status: ExitStatus
}

/** Reads a run and tells of it. Throws RB-5002 when there is none of that number. */
export async function reportRun({ hub, organisationId }: HubContext, runId: number): Promise<RunReport> {
  const { run, parts, mails } = await hub.store.asOrganisation(organisationId, async (tx) => ({
    ...(await readRun(tx, runId)),
    mails: await countMails(tx, { runId }),
  }))
  const last = closing(run, parts) + mailsText(mails)
  return {
    run,
    document: { run: runDocument(run), files: parts.map(fileDocument), mails },
    text: [heading(run), outcomeTable(parts), last].filter((text) => text !== '').join('\n'),
    status: statusOf(run),
  }
}

function statusOf({ state, counts, filesRefused }: RunSummary): ExitStatus {
  if (state === 'failed') return EXIT.failure
  if (state === 'held' || (counts.held ?? 0) > 0) return EXIT.held
  return filesRefused > 0 || (counts.rejected ?? 0) > 0 ? EXIT.findings : EXIT.clean
}

const STATE_COLOURS: Partial<Record<RunState, 'green' | 'red' | 'yellow'>> = {
  succeeded: 'green',
  applied: 'green',
  planned: 'green',
  failed: 'red',
  stale: 'yellow',
  held: 'yellow',
  running: 'yellow',
}

function heading(run: RunSummary): string {
  const state = styleText(STATE_COLOURS[run.state] ?? 'bold', run.state)
  const of = run.planId === null ? '' : ` of plan ${run.planId}`
  const feed = `feed ${printable(run.feed)} into site ${printable(run.site)}`
  const verify = run.verify ? ', every record verified' : ''
  return `Run ${run.id}, ${run.kind}${of}: ${state}. ${feed}${verify}, ${when(run)}\n`
}

function when({ startedAt, endedAt }: RunSummary): string {
  if (endedAt === null) return `begun ${instantText(startedAt)}`
  const took = endedAt.getTime() - startedAt.getTime()
  // A plan is applied at one instant.
  return took === 0 ? instantText(startedAt) : `${instantText(startedAt)}, ${durationText(took)}`
}

/** A line for each file, and a column for each outcome that there was. */
function outcomeTable(parts: readonly RunFile[]): string {
  const words = OUTCOMES.filter((word) => parts.some(({ counts }) => (counts[word] ?? 0) > 0))
  const columns: Column[] = [
    { title: 'file', most: 40 },
    { title: 'kind' },
    { title: 'read', align: 'right' },
    ...words.map((word): Column => ({ title: word, align: 'right' })),
  ]
  const rows = parts.map((file): Cell[] => {
    if (file.state === 'refused') return [file.name, 'refused', ...Array<Cell>(words.length + 1).fill('-')]
    return [file.name, file.kind, recordsOf(file), ...words.map((word) => file.counts[word] ?? 0)]
  })
  return table(columns, rows)
}

function closing(run: RunSummary, parts: readonly RunFile[]): string {
  const lines = [conservationLine(conservation(run.records, run.counts))]
  for (const { name, inspection, finding } of parts) {
    const shown = printable(name)
    if (finding !== null) lines.push(styleText('red', `${shown}: ${findingText(finding)}`))
    for (const warning of inspection?.warnings ?? []) lines.push(`${shown}: ${findingText(warning)}`)
  }
  if (run.state === 'running') {
    lines.push(`It has not ended. Unless another process carries it out: \`rollbook resume ${run.id}\``)
  }
  if (run.finding !== null) lines.push(styleText('red', findingText(run.finding)))
  if ((run.counts.waiting ?? 0) > 0) {
    lines.push(`\`rollbook waiting --feed ${printable(run.feed)}\` lists what waits and why.`)
  }
  if ((run.counts.rejected ?? 0) > 0) {
    lines.push(
      `\`rollbook log ${run.id} --outcome rejected\` tells why, \`rollbook rejects ${run.id}\` gives them back.`,
    )
  }
  return lines.map((line) => `${line}\n`).join('')
}
