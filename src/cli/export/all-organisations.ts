import { type Command, Option } from 'commander'
import { listOrganisations } from '../../config/organisations.ts'
import type { Finding } from '../../domain/finding.ts'
import { forOrganisations } from '../../outbound/for-organisations.ts'
import type { OutboundHub } from '../../outbound/hub.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { findingOf } from '../finding-of.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import type { HubContext } from '../with-hub.ts'

export interface OrganisationsOption extends OrganisationOption {
  readonly allOrganisations?: boolean
}

/** `--organisation`, or instead of it `--all-organisations`. */
export function addOrganisationsOption(command: Command): Command {
  return addOrganisationOption(command).addOption(
    new Option('--all-organisations', 'all exports of every organisation').conflicts('organisation'),
  )
}

/** What a command made of exports: of one organisation, or of all. */
export interface OfOrganisations<T> {
  /** As JSON shows them: of all organisations each with the name of its own. */
  readonly told: readonly (T | (T & { readonly organisation: string }))[]
  /** As people read of them: of all organisations the export is called ORGANISATION/EXPORT. */
  readonly named: readonly T[]
  /** Organisations for which the work failed; absent where one was meant, of which the reason is thrown. */
  readonly failed?: readonly Failed[]
}

interface Failed {
  readonly organisation: string
  readonly finding: Finding
}

/**
 * Works for the organisation that is meant, or for all of them. Among all, one that fails keeps no other from its own. Throws
 * RB-7312 for an organisation that is not there.
 *
 * @param work `hub` is that of the organisation; `calls` gives the name by which people read of an export
 */
export async function ofOrganisations<T extends { readonly export: string }>(
  context: HubContext,
  options: OrganisationsOption,
  work: (hub: OutboundHub, organisationId: number, calls: (name: string) => string) => Promise<readonly T[]>,
): Promise<OfOrganisations<T>> {
  if (!options.allOrganisations) {
    const told = await work(context.hub, await organisationIdOf(context, options), (name) => name)
    return { told, named: told }
  }
  const organisations = await context.hub.store.asHouse(listOrganisations)
  const names = new Map(organisations.map(({ id, name }) => [id, name]))
  const all = await forOrganisations(context.hub, [...names.keys()], (hub, id) =>
    work(hub, id, (name) => nameIn(names.get(id)!, name)),
  )
  const told: (T & { readonly organisation: string })[] = []
  const failed: Failed[] = []
  for (const [index, done] of all.entries()) {
    const { name: organisation } = organisations[index]!
    if (done.status === 'rejected') failed.push({ organisation, finding: findingOf(done.reason) })
    else told.push(...done.value.map((one) => ({ organisation, ...one })))
  }
  const named = told.map((one) => ({ ...one, export: nameIn(one.organisation, one.export) }))
  return { told, named, failed }
}

function nameIn(organisation: string, name: string): string {
  return `${organisation}/${name}`
}

/** The notes about organisations that failed, and the exit status: `findings` when there is something to look at. */
export function endOf(
  { output }: HubContext,
  { failed = [] }: OfOrganisations<unknown>,
  isToLookAt: boolean,
): ExitStatus {
  for (const { organisation, finding } of failed)
    output.note(`${organisation}: ${finding.code} ${finding.message}`)
  if (failed.length > 0) return EXIT.failure
  return isToLookAt ? EXIT.findings : EXIT.clean
}
