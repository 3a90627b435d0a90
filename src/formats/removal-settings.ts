import * as z from 'zod'
import type { RemovalLimits } from '../domain/removal.ts'

const limit = z.number().int({ error: 'a whole number' }).min(0, { error: 'a whole number, 0 or more' })

/** When the removals of a full list are too many to be meant. Names, meaning and defaults: snapshot-sync.md 3.1. */
export const REMOVAL_LIMITS = {
  removalThresholdPercent: limit.max(100, { error: 'a whole number from 0 to 100' }).default(20),
  removalThresholdCount: limit.nullable().default(null),
  removalThresholdMinPopulation: limit.default(100),
}

type Settings = { readonly [Name in keyof typeof REMOVAL_LIMITS]: z.output<(typeof REMOVAL_LIMITS)[Name]> }

/** The limits among the settings of a format that has them. */
export function removalLimitsOf(settings: Settings): RemovalLimits {
  return {
    percent: settings.removalThresholdPercent,
    count: settings.removalThresholdCount,
    minPopulation: settings.removalThresholdMinPopulation,
  }
}
