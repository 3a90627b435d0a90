import type { Command } from 'commander'
import { organisationNamed } from '../config/organisations.ts'
import { DEFAULT_NAME } from '../domain/default-name.ts'
import type { HubContext } from './with-hub.ts'

export interface OrganisationOption {
  readonly organisation: string
}

export function addOrganisationOption(command: Command): Command {
  return command.option('--organisation <NAME>', 'the organisation that is meant', DEFAULT_NAME)
}

/** Throws RB-7312 for an organisation that is not there. */
export async function organisationIdOf(
  { hub }: HubContext,
  { organisation }: OrganisationOption,
): Promise<number> {
  return (await organisationNamed(hub.store, organisation)).id
}
