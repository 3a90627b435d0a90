import { setTimeout as wait } from 'node:timers/promises'
import { resultOf } from './answer.ts'
import { ROW_NOT_WRITTEN, WsFailure } from './failure.ts'
import { body, form } from './form.ts'
import { post } from './http.ts'
import { Pace } from './pace.ts'
import type { Parameters } from './parameters.ts'
import { backOff, RETRY_LIMITS, type RetryLimits } from './retry.ts'
import { secretsOf } from './secrets.ts'
import { endpoint, WS_LIMITS, type WsLimits, type WsSettings } from './settings.ts'
import { BatchSizes } from './write/batch-sizes.ts'

/** The web services of one Moodle site. One per site and process: it holds the pace and what was learned of limits. */
export interface MoodleWs {
  /** Host and port, for messages. */
  readonly host: string
  readonly retry: RetryLimits
  /** Calls under way at the same time, at the most. */
  readonly lanes: number
  /** How large calls may be; a smaller limit that shows itself is remembered here. */
  readonly sizes: BatchSizes
  readonly chance: Chance
  /**
   * Calls a function once and gives its result: JSON, null for functions without one.
   *
   * @throws WsFailure
   */
  call(name: string, parameters?: Parameters): Promise<unknown>
  /**
   * The same for functions that change nothing: tried again where that may help.
   *
   * @throws WsFailure
   */
  read(name: string, parameters?: Parameters): Promise<unknown>
}

/** The clock and chance of waiting. */
export interface Chance {
  /** Resolves after `ms` milliseconds. */
  sleep(ms: number): Promise<unknown>
  /** From 0 to 1. */
  random(): number
}

const CHANCE: Chance = { sleep: (ms) => wait(ms), random: Math.random }

/** @throws RollbookError RB-9001, RB-9002, RB-9003 (settings that cannot be used) */
export function moodleWs(
  settings: WsSettings,
  limits: WsLimits = WS_LIMITS,
  retry: RetryLimits = RETRY_LIMITS,
  chance: Chance = CHANCE,
): MoodleWs {
  const address = endpoint(settings)
  const { token } = settings
  const pace = new Pace(limits.calls, limits.pauseMs, chance.sleep)

  async function call(name: string, parameters: Parameters = {}): Promise<unknown> {
    const fields = form(token, name, parameters)
    const named = { host: address.host, function: name, secrets: secretsOf(fields) }
    return pace.run(async () => {
      try {
        const result = resultOf(await post(address, body(fields), named, limits), named)
        pace.steady()
        return result
      } catch (error) {
        if (error instanceof WsFailure && isTrouble(error)) pace.slower()
        throw error
      }
    })
  }

  return {
    host: address.host,
    retry,
    lanes: limits.calls,
    sizes: new BatchSizes(limits),
    chance,
    call,
    async read(name, parameters) {
      for (let attempt = 0; ; attempt++) {
        try {
          return await call(name, parameters)
        } catch (error) {
          if (!(error instanceof WsFailure) || !mayPass(error) || error.tooLarge) throw error
          if (attempt >= retry.attempts) throw error
          await chance.sleep(backOff(attempt, error, retry, chance.random))
        }
      }
    },
  }
}

function isTrouble({ kind }: WsFailure): boolean {
  return kind === 'retryable' || kind === 'uncertain'
}

/** A look-up brings no values to store, so what the database would not take was the site's own. */
function mayPass(failure: WsFailure): boolean {
  return isTrouble(failure) || failure.errorcode === ROW_NOT_WRITTEN
}
