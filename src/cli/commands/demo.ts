import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { ensureDefaults } from '../../config/first-setup.ts'
import { action, type Context } from '../action.ts'
import { type CommandModule, example } from '../command.ts'
import { DemoClock } from '../demo/clock.ts'
import { demoSteps } from '../demo/demo.ts'
import type { DemoStep } from '../demo/step.ts'
import { EXIT } from '../exit-status.ts'
import { openHub } from '../open-hub.ts'
import { table } from '../table.ts'
import { durationText } from '../times.ts'

interface Options {
  readonly keep: boolean
}

/** `rollbook demo`: the sample university's first two days and the night after, in a data folder of its own. */
export const demoCommand: CommandModule = (program) => {
  program
    .command('demo')
    .description(
      'Show Rollbook at work on the files of samples/, in a data folder that is removed at the end.',
    )
    .option('--keep', 'keep the data folder, to look around in it', false)
    .addHelpText('after', example('rollbook demo', 'takes less than a minute'))
    .action(
      action(async (context, { keep }: Options) => {
        const folder = await mkdtemp(join(tmpdir(), 'rollbook-demo-'))
        try {
          await runDemo({ ...context, dataFolder: folder }, keep)
        } finally {
          if (!keep) await rm(folder, { recursive: true, force: true })
        }
        return EXIT.clean
      }),
    )
}

interface Told {
  readonly title: string
  readonly milliseconds: number
}

async function runDemo(context: Context, keep: boolean): Promise<void> {
  const { output, dataFolder } = context
  const told: (Told & { readonly document: object })[] = []
  const tell = async ({ title, document, text }: DemoStep, since: number) => {
    const milliseconds = Math.round(performance.now() - since)
    told.push({ title, milliseconds, document })
    const heading = styleText(['bold', 'cyan'], `${told.length}. ${title}`)
    if (!output.json)
      await output.show(
        null,
        () => `${heading} (${durationText(milliseconds)})\n\n${text === '' ? '' : `${text.trimEnd()}\n\n`}`,
      )
  }

  const clock = new DemoClock()
  let since = performance.now()
  {
    await using hub = await openHub({ dataFolder, now: clock.now })
    const defaults = await ensureDefaults(hub.store)
    await tell({ title: 'A data folder is made, with a database in it', document: {}, text: '' }, since)
    since = performance.now()
    for await (const step of demoSteps({ ...context, hub, ...defaults }, clock)) {
      context.interruption.check()
      await tell(step, since)
      since = performance.now()
    }
  }
  const kept = keep ? dataFolder : null
  const steps = told.map(({ title, milliseconds, document }) => ({ title, milliseconds, ...document }))
  await output.show({ steps, dataFolder: kept }, () => closing(told, kept))
}

function closing(told: readonly Told[], kept: string | null): string {
  const total = told.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const rows = [...told, { title: 'altogether', milliseconds: total }]
  const times = table(
    [{ title: 'step' }, { title: 'took', align: 'right' }],
    rows.map(({ title, milliseconds }) => [title, durationText(milliseconds)]),
  )
  const next = kept === null ? '' : `\nLook around: \`rollbook --data ${kept} runs\`\n`
  return `${styleText(['bold', 'cyan'], 'How long it took')}\n\n${times}${next}`
}
