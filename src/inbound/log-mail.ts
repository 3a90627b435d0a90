import { escapeHtml } from '../domain/values/html.ts'
import { logTime, type RunInName } from './log-names.ts'
import type { Run, RunFile } from './run-row.ts'

/** What a log mail says before its log (Data Hub rules L-5, L-8): how each file went. */
export function logMailHtml(
  run: Run,
  files: readonly RunFile[],
  named: RunInName,
  attached: boolean,
): string {
  const items = files.map((file) => `<li>${escapeHtml(`${file.name}: ${status(file)}`)}</li>`)
  const where = attached
    ? 'The log of each file is attached.'
    : `The log is too large for a mail; <code>rollbook log ${run.id}</code> shows it.`
  return `<p>Run ${run.id}, started ${logTime(named)}.</p><ul>${items.join('')}</ul><p>${where}</p>`
}

export function logMailSubject(run: Run, files: readonly RunFile[]): string {
  const refused = files.filter(({ state }) => state === 'refused').length
  const rejected = files.reduce((sum, { counts }) => sum + (counts.rejected ?? 0), 0)
  const troubles = [
    ...(refused > 0 ? [`${refused} of ${files.length} files refused`] : []),
    ...(rejected > 0 ? [`${rejected} records rejected`] : []),
  ]
  return `Rollbook, run ${run.id}: ${troubles.length === 0 ? 'all records done' : troubles.join(', ')}`
}

function status({ state, finding, inspection, counts }: RunFile): string {
  if (state === 'refused') return `refused. ${finding?.message ?? ''}`
  const { rejected = 0 } = counts
  const records = inspection?.records ?? 0
  return rejected === 0 ? `all ${records} records done` : `${rejected} of ${records} records rejected`
}
