import { styleText } from 'node:util'
import { Argument } from 'commander'
import type { History, HistoryEntry } from '../../inbound/history.ts'
import { viewHistory } from '../../inbound/views.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { valueText } from '../facts-text.ts'
import { printable } from '../printable.ts'
import { addSiteOption, type SiteOption, siteIdOf } from '../site-option.ts'
import { clipToWidth } from '../text-width.ts'
import { instantText } from '../times.ts'
import { withHub } from '../with-hub.ts'

interface Options extends SiteOption {
  readonly all: boolean
  readonly own: boolean
}

/** `rollbook history`: what happened to a person or a course, and which record of which file did it. */
export const historyCommand: CommandModule = (program) => {
  addSiteOption(program.command('history'))
    .description(
      'Show every change of a person or a course: when, which line of which file, before and after.',
    )
    .addArgument(new Argument('<KIND>', 'what is meant').choices(['user', 'course']))
    .argument('<NAME>', 'user name or short name, or idnumber:NUMBER, or email:ADDRESS')
    .option('--all', 'also of everybody else who has or had the name, as far as they were removed', false)
    .option('--own', 'only the person or course itself, without enrolments, roles and memberships', false)
    .addHelpText('after', example('rollbook history user mlopez', 'shows what happened to a person'))
    .action(
      withHub(async (context, kind: 'user' | 'course', name: string, { all, own, ...options }: Options) => {
        const siteId = await siteIdOf(context, options)
        const { hub, organisationId, output } = context
        const wishes = { all, own }
        const { histories, others } = await viewHistory(hub, organisationId, siteId, kind, name, wishes)
        await output.show({ histories, others }, () =>
          histories.map((one) => historyText(kind, name, one)).join('\n'),
        )
        if (others > 0)
          output.note(`${others} more of this name, removed earlier or named so before: --all shows all.`)
        return EXIT.clean
      }),
    )
}

function historyText(kind: string, name: string, { removed, entries }: History): string {
  const title = printable(`${kind} ${name}${removed ? ' (removed)' : ''}`)
  if (entries.length === 0) return `${title}\n  was there before the hub came, and nothing changed since\n`
  return [styleText('bold', title), ...entries.map(entryText)].map((line) => `${line}\n`).join('')
}

/** Values are cut to this many columns: `--json` has them whole. */
const VALUE_WIDTH = 60

/** `2026-09-01 08:00:00  run 7  user.csv:12  updated user "maria"`, and below it `city Cork → Galway`. */
function entryText({ at, run, file, line, change, subject, before, after }: HistoryEntry): string {
  const values =
    change === 'updated' ? differences(before!, after!) : change === 'created' ? given(after!) : []
  const told = values.length === 0 ? '' : `\n      ${values.join(', ')}`
  return `  ${instantText(at)}  run ${run}  ${printable(`${file}:${line}`)}  ${change} ${printable(subject)}${told}`
}

function differences(before: object, after: object): string[] {
  const old = new Map<string, unknown>(Object.entries(before))
  return Object.entries(after).map(
    ([field, value]) => `${field} ${shown(old.get(field)) || '""'} → ${shown(value) || '""'}`,
  )
}

function given(after: object): string[] {
  return Object.entries(after).flatMap(([field, value]) =>
    shown(value) === '' ? [] : [`${field} ${shown(value)}`],
  )
}

function shown(value: unknown): string {
  return clipToWidth(valueText(value), VALUE_WIDTH)
}
