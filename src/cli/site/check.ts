import type { Command } from 'commander'
import { moodleDatabase } from '../../config/moodle-database.ts'
import { siteNamed } from '../../config/site-settings.ts'
import { refusal } from '../../domain/finding.ts'
import { remoteConnection } from '../../inbound/remote/connection.ts'
import { CANNOT_READ } from '../../sites/moodle/cannot-read.ts'
import { checkDatabase, type DatabaseCheck } from '../../sites/moodle/database/check.ts'
import { checkWs, type WsCheck } from '../../transport/moodle-ws/check/check.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { factsText } from '../facts-text.ts'
import { table } from '../table.ts'
import { withHub } from '../with-hub.ts'
import { databaseText } from './database-text.ts'
import { datasetWays } from './dataset-ways.ts'

/** `rollbook site check`: whether a server can be worked with, and what gives what is missing. */
export function addSiteCheck(site: Command): void {
  site
    .command('check')
    .description('Ask a Moodle site what can be done on it, and say what is missing. Changes nothing there.')
    .argument('<NAME>', 'the site')
    .addHelpText('after', example('rollbook site check moodle', 'examines the site called moodle'))
    .action(
      withHub(async ({ hub, organisationId, output }, name: string) => {
        const { siteId, stored } = await hub.store.asOrganisation(organisationId, async (tx) => {
          const id = await siteNamed(tx, organisationId, name)
          return { siteId: id, stored: await moodleDatabase(tx, hub.sealer, id) }
        })
        const settings = await remoteConnection(hub, organisationId, siteId)
        if (settings === null) throw refusal('RB-9075', { value: name })
        const check = await checkWs(hub.moodle(settings), settings.url)
        const database = stored === null ? null : await checkDatabase(stored)
        await output.show(shown(name, settings.url, check, database), () => checkText(check, database))
        if (!check.reachable || database?.site === null) return EXIT.failure
        const isClean = check.findings.length === 0 && (database?.findings.length ?? 0) === 0
        return isClean ? EXIT.clean : EXIT.findings
      }),
    )
}

function shown(
  name: string,
  url: string,
  { site, ...check }: WsCheck,
  database: DatabaseCheck | null,
): object {
  const { functions: permitted, ...facts } = site ?? { functions: null }
  const datasets = datasetWays(database, permitted)
  return {
    name,
    url,
    ...check,
    site: site === null ? null : facts,
    cannotRead: CANNOT_READ,
    database,
    datasets,
  }
}

function checkText(
  { site, timezone, functions, variables, ...ws }: WsCheck,
  database: DatabaseCheck | null,
): string {
  const findings = [...ws.findings, ...(database?.findings ?? [])]
  const missing = functions.filter(({ state }) => state !== 'permitted')
  return [
    site === null
      ? ''
      : factsText([
          ['site', `${site.name}, Moodle ${site.release}`],
          ['address', site.url],
          ['account', site.username],
          ['time zone', timezone ?? 'that of the site'],
          ['functions', `${functions.length - missing.length} of ${functions.length}`],
          ['fields of a call', variables],
        ]),
    findings.length === 0 ? '\nNothing is missing.\n' : '\n',
    table(
      [{ title: 'code' }, { title: 'what to look at' }],
      findings.map(({ code, message }) => [code, message]),
    ),
    site === null ? '' : '\nWhat web services do not tell, and what is taken for it:\n',
    site === null ? '' : factsText(Object.entries(CANNOT_READ), '  '),
    databaseText(database, datasetWays(database, site?.functions ?? null)),
  ].join('')
}
