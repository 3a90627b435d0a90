import type { Command } from 'commander'
import { siteNamed } from '../../config/site-settings.ts'
import { refusal } from '../../domain/finding.ts'
import { remoteConnection } from '../../inbound/remote/connection.ts'
import { CANNOT_READ } from '../../sites/moodle/cannot-read.ts'
import { checkWs, type WsCheck } from '../../transport/moodle-ws/check/check.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { factsText } from '../facts-text.ts'
import { table } from '../table.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook site check`: whether a server can be worked with, and what gives what is missing. */
export function addSiteCheck(site: Command): void {
  site
    .command('check')
    .description('Ask a Moodle site what can be done on it, and say what is missing. Changes nothing there.')
    .argument('<NAME>', 'the site')
    .addHelpText('after', example('rollbook site check moodle', 'examines the site called moodle'))
    .action(
      withHub(async ({ hub, organisationId, output }, name: string) => {
        const siteId = await hub.store.asOrganisation(organisationId, (tx) =>
          siteNamed(tx, organisationId, name),
        )
        const settings = await remoteConnection(hub, organisationId, siteId)
        if (settings === null) throw refusal('RB-9075', { value: name })
        const check = await checkWs(hub.moodle(settings), settings.url)
        await output.show(shown(name, settings.url, check), () => checkText(check))
        if (!check.reachable) return EXIT.failure
        return check.findings.length > 0 ? EXIT.findings : EXIT.clean
      }),
    )
}

function shown(name: string, url: string, { site, ...check }: WsCheck): object {
  const { functions: _, ...facts } = site ?? { functions: null }
  return { name, url, ...check, site: site === null ? null : facts, cannotRead: CANNOT_READ }
}

function checkText({ site, timezone, functions, variables, findings }: WsCheck): string {
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
  ].join('')
}
