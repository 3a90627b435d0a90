import { listSites } from '../config/moodle-sites.ts'
import { type Change, countChanges, readChanges } from '../inbound/read-changes.ts'
import { execute } from './carry-out.ts'
import { changeText } from './change-text.ts'
import type { ExitStatus } from './exit-status.ts'
import { EXIT } from './exit-status.ts'
import { reportRun } from './run-report.ts'
import type { HubContext } from './with-hub.ts'

/** So many changes of a plan are shown at once: a screen of them. */
const FIRST_CHANGES = 10

/** Carries out a run that is a plan, shows what it comes to and its first changes, and says how to go on. */
export async function makePlan(context: HubContext, runId: number): Promise<ExitStatus> {
  const { hub, organisationId, output } = context
  await execute(context, runId)
  const { run, document, text, status } = await reportRun(context, runId)
  const total = await countChanges(hub, organisationId, run.id)
  const changes: Change[] = []
  const isRemote = await fillsServer(context, run.site)
  for await (const change of readChanges(hub, organisationId, run.id, FIRST_CHANGES)) changes.push(change)
  await output.show({ ...document, total, changes }, () => {
    if (status === EXIT.failure) return text
    const first =
      changes.length === total ? 'The changes:' : `The first ${changes.length} of ${total} changes:`
    const shown = total === 0 ? 'It changes nothing.\n' : `${first}\n${changes.map(changeText).join('\n')}\n`
    return `${text}\n${shown}\n${howToGoOn(run.id, isRemote)}`
  })
  return status
}

async function fillsServer({ hub, organisationId }: HubContext, name: string): Promise<boolean> {
  const sites = await hub.store.asOrganisation(organisationId, (tx) => listSites(tx, organisationId))
  return sites.some((site) => site.name === name && site.url !== null)
}

/** A server of its own may change at any time, so a plan for it is only read (RB-9071). */
function howToGoOn(id: number, isRemote: boolean): string {
  if (isRemote) return `\`rollbook changes ${id}\` shows every change, importing the files carries them out.`
  return `\`rollbook changes ${id}\` shows every change, \`rollbook apply ${id}\` carries them out.`
}
