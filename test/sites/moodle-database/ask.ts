import type { ActivityDataset, ActivityFacts, RosterDataset } from '../../../src/domain/activity.ts'
import type { RosterRows } from '../../../src/domain/rosters.ts'
import type { ActivityQuestion } from '../../../src/sites/activity.ts'
import { ACTIVITY_BATCH } from '../../../src/sites/activity.ts'
import { MoodleDatabase } from '../../../src/sites/moodle/database/moodle-database.ts'
import { MoodleRosters } from '../../../src/sites/moodle/database/moodle-rosters.ts'
import type { RosterQuestion } from '../../../src/sites/roster.ts'

export const ALL_TIME: ActivityQuestion = {
  from: 0,
  to: Date.UTC(2100, 0),
  people: null,
  accountFields: [],
  profileFields: [],
  cohorts: false,
}

/** All facts of a dataset, by key in the order of keys. */
export async function ask<D extends ActivityDataset>(
  url: string,
  dataset: D,
  question: Partial<ActivityQuestion> = {},
  prefix = 'mdl_',
): Promise<ActivityFacts[D][]> {
  const source = new MoodleDatabase({ url, password: '', prefix })
  const facts: ActivityFacts[D][] = []
  for await (const batch of source.activity(dataset, { ...ALL_TIME, ...question })) {
    if (batch.length > ACTIVITY_BATCH) throw new Error(`a batch of ${batch.length}`)
    facts.push(...batch)
  }
  return facts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

/** All rows of a full list, as they come. */
export async function askRoster<D extends RosterDataset>(
  url: string,
  dataset: D,
  question: Partial<RosterQuestion> = {},
  { prefix = 'mdl_', timeZone = 'UTC' } = {},
): Promise<RosterRows[D][]> {
  const source = new MoodleRosters({ url, password: '', prefix }, timeZone)
  const asked = { accountFields: [], profileFields: [], cohorts: false, filters: [], ...question }
  const rows: RosterRows[D][] = []
  for await (const batch of source.roster(dataset, asked)) {
    if (batch.length > ACTIVITY_BATCH) throw new Error(`a batch of ${batch.length}`)
    rows.push(...batch)
  }
  return rows
}
