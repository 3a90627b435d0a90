import { Option } from 'commander'
import { listRuns, type RunSummary } from '../../inbound/read-runs.ts'
import type { RunState } from '../../inbound/run-row.ts'
import { countingNumber } from '../arguments.ts'
import { type CommandModule, example } from '../command.ts'
import { conservation } from '../conservation.ts'
import { EXIT } from '../exit-status.ts'
import { runDocument } from '../run-documents.ts'
import { type Column, table } from '../table.ts'
import { durationText, instantText } from '../times.ts'
import { withHub } from '../with-hub.ts'

const STATES: readonly RunState[] = [
  'running',
  'succeeded',
  'failed',
  'planned',
  'applied',
  'stale',
  'held',
  'cancelled',
]

interface Options {
  readonly limit: number
  readonly state?: RunState
}

/** `rollbook runs`: the newest runs with what became of their records. */
export const runsCommand: CommandModule = (program) => {
  program
    .command('runs')
    .description('List the runs, the newest first.')
    .option('--limit <NUMBER>', 'how many at most', countingNumber, 20)
    .addOption(new Option('--state <STATE>', 'only runs in this state').choices(STATES))
    .addHelpText('after', example('rollbook runs --limit 5', 'lists the five newest runs'))
    .action(
      withHub(async ({ hub, organisationId, output }, { limit, state }: Options) => {
        const runs = await hub.store.asOrganisation(organisationId, (tx) => listRuns(tx, { limit, state }))
        await output.show({ runs: runs.map(runDocument) }, () => runTable(runs))
        return EXIT.clean
      }),
    )
}

const COLUMNS: readonly Column[] = [
  { title: 'run', align: 'right' },
  { title: 'kind' },
  { title: 'feed' },
  { title: 'state' },
  { title: 'started' },
  { title: 'took', align: 'right' },
  { title: 'read', align: 'right' },
  { title: 'applied', align: 'right' },
  { title: 'unchanged', align: 'right' },
  { title: 'waiting', align: 'right' },
  { title: 'rejected', align: 'right' },
  { title: 'files', most: 40 },
]

function runTable(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'There are no runs. `rollbook import FILE` makes one.'
  return table(
    COLUMNS,
    runs.map((run) => {
      const { read, applied, unchanged, waiting, rejected } = conservation(run.records, run.counts)
      const took = run.endedAt === null ? '' : durationText(run.endedAt.getTime() - run.startedAt.getTime())
      const start = instantText(run.startedAt)
      const files = run.files.join(' ')
      const counts = [read, applied, unchanged, waiting, rejected]
      return [run.id, run.kind, run.feed, run.state, start, took, ...counts, files]
    }),
  )
}
