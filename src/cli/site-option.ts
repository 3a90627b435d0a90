import type { Command } from 'commander'
import { DEFAULT_NAME } from '../config/first-setup.ts'
import { siteNamed } from '../config/site-settings.ts'
import type { HubContext } from './with-hub.ts'

export interface SiteOption {
  readonly site: string
}

export function addSiteOption(command: Command): Command {
  return command.option('--site <NAME>', 'the site that is meant', DEFAULT_NAME)
}

/** Throws RB-8032 for a site that is not there. */
export async function siteIdOf({ hub, organisationId }: HubContext, { site }: SiteOption): Promise<number> {
  return hub.store.asOrganisation(organisationId, (tx) => siteNamed(tx, organisationId, site))
}
