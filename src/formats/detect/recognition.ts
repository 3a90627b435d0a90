import type { RecordKind } from '../../domain/action.ts'
import { shownName } from '../datahub-csv/shown.ts'
import type { Sample } from './sample.ts'

/** How sure a format is that files are its own, in rising order. */
export const CONFIDENCES = ['no', 'possible', 'likely', 'certain'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** What a format says of files that it has seen the beginnings of. */
export interface Recognition {
  readonly confidence: Confidence
  /** Null: several, or it cannot be told. */
  readonly kind: RecordKind | null
  /** Why, each a clause such as `the header has action and username`. They quote names that are known, never values. */
  readonly reasons: readonly string[]
  /** What a feed must set so that the files can be read, where its defaults would not do. */
  readonly settings: Readonly<Record<string, string>>
}

/** The files are of another format. */
export const NOT_OURS: Recognition = { confidence: 'no', kind: null, reasons: [], settings: {} }

/** Files whose reasons are told; an archive may hold many. */
const MOST_FILES = 10

/**
 * For formats that read each file by itself. They are as sure of all files as of the one that they are least sure of;
 * when some are not theirs at all, it is only possible that they are meant.
 */
export function eachAlone(
  recognise: (sample: Sample) => Recognition,
): (samples: readonly Sample[]) => Recognition {
  return (samples) => {
    const seen = samples.map((sample) => ({ sample, ...recognise(sample) }))
    const ours = seen.filter(({ confidence }) => confidence !== 'no')
    const [first] = ours
    if (first === undefined) return NOT_OURS
    const kind = ours.every((one) => one.kind === first.kind) ? first.kind : null
    const settings = Object.assign({}, ...ours.map((one) => one.settings)) as Record<string, string>
    const reasons = ours.slice(0, MOST_FILES).flatMap(({ sample, reasons }) => {
      return samples.length === 1 ? reasons : reasons.map((reason) => `${sample.name}: ${reason}`)
    })
    if (ours.length === seen.length) return { confidence: leastOf(ours), kind, reasons, settings }
    const others = `${seen.length - ours.length} of ${seen.length} files are something else`
    return { confidence: 'possible', kind, reasons: [...reasons, others], settings }
  }
}

/** Names for a reason: `action, username and 4 more`. */
export function listed(names: readonly string[]): string {
  const [most, rest] = [names.slice(0, 5).map(shownName), names.length - 5]
  if (rest > 0) return `${most.join(', ')} and ${rest} more`
  return most.length < 2 ? most.join('') : `${most.slice(0, -1).join(', ')} and ${most.at(-1)}`
}

function leastOf(ours: readonly Recognition[]): Confidence {
  return CONFIDENCES.find((one) => ours.some(({ confidence }) => confidence === one))!
}
