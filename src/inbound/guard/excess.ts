import { RECORD_KINDS, type RecordKind } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import {
  alwaysAllowed,
  type Guard,
  type Limit,
  MEASURES,
  type Measure,
  mostAllowed,
} from '../../domain/guard.ts'
import { limitText } from '../../formats/guard-settings.ts'
import { populationOf } from '../../sites/embedded/read/population.ts'
import type { Tx } from '../../store/store.ts'
import { kindNumber } from '../memory.ts'
import type { Run } from '../run-row.ts'

/** How many records of each kind count under each measure. */
export type Tally = { readonly [K in RecordKind]?: Partial<Record<Measure, number>> }

/** More than a feed can mean. */
export interface Excess {
  readonly kind: RecordKind
  readonly measure: Measure
  readonly number: number
  readonly population: number
  readonly limit: Limit
  /** The part of the run that is meant; absent: all of it. */
  readonly segment?: string
}

/** The first limit that a run passes, or null. Asks the database only about numbers that some population forbids. */
export async function excessOf(
  tx: Tx,
  run: Pick<Run, 'siteId' | 'feedId'>,
  { limits, minPopulation }: Guard,
  tally: Tally,
): Promise<Excess | null> {
  for (const [kind, measure, number] of countsOf(tally)) {
    const limit = limits[measure]
    if (number <= alwaysAllowed(limit, minPopulation)) continue
    const things = { siteId: run.siteId, feedId: run.feedId, kind, kindNumber: kindNumber(kind) }
    const enough = limit.percent === null || limit.percent === 0 ? null : (number * 100) / limit.percent
    const population = await populationOf(
      tx,
      things,
      minPopulation,
      enough === null ? null : Math.ceil(enough),
    )
    if (number > mostAllowed(limit, minPopulation, population)) {
      return { kind, measure, number, population: await wholePopulation(), limit }
    }

    // The look-ups stop where there are enough, which a limit by number does not know.
    async function wholePopulation(): Promise<number> {
      return enough !== null && population < enough
        ? population
        : populationOf(tx, things, minPopulation, null)
    }
  }
  return null
}

/** Whether any number could pass a limit, whatever the population is. */
export function mayExceed({ limits, minPopulation }: Guard, tally: Tally): boolean {
  return countsOf(tally).some(([, measure, number]) => number > alwaysAllowed(limits[measure], minPopulation))
}

function countsOf(tally: Tally): [RecordKind, Measure, number][] {
  return RECORD_KINDS.flatMap((kind) =>
    MEASURES.map((measure): [RecordKind, Measure, number] => [kind, measure, tally[kind]?.[measure] ?? 0]),
  ).filter(([, , number]) => number > 0)
}

/** Why a run is held. `code` is that of a message with these placeholders. */
export function excessFinding(
  code: 'RB-5057' | 'RB-5058' | 'RB-5059',
  { kind, measure, number, population, limit, segment }: Excess,
  { minPopulation }: Guard,
  parts: { readonly run?: number } = {},
): Finding {
  return finding(code, {
    number,
    population,
    verb: VERBS[measure],
    things: THINGS[kind],
    where: segment === undefined ? '' : ` in the segment ${segment === '' ? '(empty)' : segment}`,
    field: `guard.${measure}`,
    limits: limitText(limit, minPopulation),
    ...parts,
  })
}

const VERBS: Readonly<Record<Measure, string>> = {
  deletions: 'delete',
  suspensions: 'suspend',
  unenrolments: 'end',
  changes: 'change',
  rejects: 'be refused for',
}

const THINGS: Readonly<Record<RecordKind, string>> = {
  user: 'users',
  course: 'courses',
  enrolment: 'enrolments',
  category: 'categories',
  cohort: 'cohorts',
  group: 'groups',
  activity: 'records of what people did',
}
