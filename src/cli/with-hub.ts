import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type Defaults, ensureDefaults } from '../config/first-setup.ts'
import { refusal } from '../domain/finding.ts'
import type { Hub } from '../inbound/hub.ts'
import { bucketSettings } from '../transport/s3/bucket-settings.ts'
import { action, type Context } from './action.ts'
import type { ExitStatus } from './exit-status.ts'
import { openHub } from './open-hub.ts'

/** What a command works with that needs the hub: it is closed when the command is over, however it ends. */
export interface HubContext extends Context, Defaults {
  readonly hub: Hub
}

interface Needs {
  /** The command is one to begin with, and makes the data folder when it is missing. Otherwise that is a mistake. */
  readonly mayCreate: boolean
}

/** Like `action`, with the hub open. Throws RB-8204 when there is no data folder, and what `openHub` throws. */
export function withHub<Given extends unknown[]>(
  work: (context: HubContext, ...given: Given) => Promise<ExitStatus>,
  needs: Needs = { mayCreate: false },
): (...given: [...Given, Command]) => Promise<void> {
  return action<Given>((context, ...given) => inHub(context, needs, (open) => work(open, ...given)))
}

/** The same for a command that has something to do before the hub is open. */
export async function inHub<T>(
  context: Context,
  { mayCreate }: Needs,
  work: (context: HubContext) => Promise<T>,
): Promise<T> {
  const { dataFolder } = context
  const databaseUrl = fromEnvironment('DATABASE_URL')
  if (!mayCreate && databaseUrl === undefined && !existsSync(join(dataFolder, 'pglite'))) {
    throw refusal('RB-8204', { value: dataFolder })
  }
  await using hub = await openHub({
    dataFolder,
    databaseUrl,
    key: fromEnvironment('ROLLBOOK_KEY'),
    bucket: bucketSettings(process.env) ?? undefined,
  })
  context.interruption.check()
  return await work({ ...context, hub, ...(await ensureDefaults(hub.store)) })
}

/** An empty variable is one that is not set. */
export function fromEnvironment(name: string): string | undefined {
  return process.env[name] || undefined
}
