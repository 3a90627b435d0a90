import { RollbookError } from '../../domain/finding.ts'
import { action, type Context } from '../action.ts'
import { type CommandModule, example } from '../command.ts'
import { type Advice, failed } from '../doctor/advice.ts'
import { databaseAdvice } from '../doctor/database.ts'
import { folderAdvice, keyAdvice, nodeAdvice } from '../doctor/machine.ts'
import { mailAdvice, queueAdvice } from '../doctor/mail.ts'
import { doctorText } from '../doctor/report.ts'
import { runsAdvice } from '../doctor/runs.ts'
import { storageAdvice } from '../doctor/storage.ts'
import { EXIT } from '../exit-status.ts'
import { fromEnvironment, inHub } from '../with-hub.ts'

interface Options {
  readonly smtp: boolean
  readonly storage: boolean
}

/** `rollbook doctor`: whether the installation is well, and what to do where it is not. */
export const doctorCommand: CommandModule = (program) => {
  program
    .command('doctor')
    .description('Examine the installation, and say what to do where something is wrong.')
    .option('--smtp', 'also connect to the mail server', false)
    .option(
      '--storage',
      'also put a small file into the bucket of ROLLBOOK_STORAGE_URL, and remove it',
      false,
    )
    .addHelpText('after', example('rollbook doctor', 'examines the installation in ./data'))
    .action(
      action(async (context, options: Options) => {
        const advice = await examine(context, options)
        await context.output.show({ checks: advice }, () => doctorText(advice))
        return advice.some(({ state }) => state === 'fail') ? EXIT.findings : EXIT.clean
      }),
    )
}

async function examine(context: Context, { smtp, storage }: Options): Promise<Advice[]> {
  const { advice, usable } = await folderAdvice(context.dataFolder)
  const outside = [nodeAdvice(), ...advice, await mailAdvice(smtp), await storageAdvice(storage)]
  if (!usable && fromEnvironment('DATABASE_URL') === undefined) return outside
  const key = await keyAdvice(context.dataFolder, fromEnvironment('ROLLBOOK_KEY'))
  // Opening the hub without a key would make another one.
  if (key.state === 'fail') return [...outside, key]
  try {
    const inside = await inHub(context, { mayCreate: false }, async ({ hub, organisationId }) => [
      ...(await databaseAdvice(hub.store)),
      ...(await runsAdvice(hub, organisationId)),
      await queueAdvice(hub, organisationId),
    ])
    return [...outside, key, ...inside]
  } catch (error) {
    if (error instanceof RollbookError) return [...outside, key, failed('engine', error.finding)]
    throw error
  }
}
