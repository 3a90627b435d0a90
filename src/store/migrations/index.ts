import type { Kysely } from 'kysely'
import { first } from './0001-first.ts'
import { moreFormats } from './0002-more-formats.ts'
import { remoteSites } from './0003-remote-sites.ts'
import { removals } from './0004-removals.ts'
import { recordsByNumber } from './0005-records-by-number.ts'
import { roomToChange } from './0006-room-to-change.ts'
import { activity } from './0007-activity.ts'
import { exports } from './0008-exports.ts'
import { accounts } from './0009-accounts.ts'
import { guard } from './0010-guard.ts'
import { waiting } from './0011-waiting.ts'
import { deliveries } from './0012-deliveries.ts'
import { cohortsAndGroups } from './0013-cohorts-and-groups.ts'
import { moreFields } from './0014-more-fields.ts'
import { outlines } from './0015-outlines.ts'
import { exportWatch } from './0016-export-watch.ts'
import { ledgerNotes } from './0017-ledger-notes.ts'

/** One step of the schema. It runs once per database, in a transaction of its own. */
export interface Migration {
  /** `0001-what-it-does`; remembered in `rollbook_migration`, so never renamed. */
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's
  up(db: Kysely<any>): Promise<void>
}

/** In the order in which they run: append, never reorder. */
export const MIGRATIONS: readonly Migration[] = [
  first,
  moreFormats,
  remoteSites,
  removals,
  recordsByNumber,
  roomToChange,
  activity,
  exports,
  accounts,
  guard,
  waiting,
  deliveries,
  cohortsAndGroups,
  moreFields,
  outlines,
  exportWatch,
  ledgerNotes,
]
