import { finding } from '../../../domain/finding.ts'
import type { CallNamed } from '../exceptions.ts'
import { said } from '../secrets.ts'
import type { WriteFunction } from './functions.ts'
import { type Item, type ItemResult, property } from './item.ts'

/**
 * What an answer says of each record, or why it does not:
 * - `look`: it is not the answer to these records; the server has to be asked what holds there;
 * - `apart`: something is wrong with one of them, and only sending them apart tells with which.
 */
export type Reading = readonly ItemResult[] | 'look' | 'apart'

/** The member is there already (code 3): what was asked for holds. */
const ALREADY_A_MEMBER = '3'
const DONE: ItemResult = { result: 'done', id: null }

export function readAnswer(
  fn: WriteFunction,
  items: readonly Item[],
  answer: unknown,
  call: CallNamed,
): Reading {
  switch (fn.answer) {
    case 'created':
      return created(fn, items, answer)
    case 'nothing':
      return answer === null ? items.map(() => DONE) : 'look'
    case 'warnings':
      // Before Moodle 4.0, and on Totara, updates are all or nothing and answer null.
      if (answer === null) return items.map(() => DONE)
      return byWarnings(
        items,
        warningsOf(answer),
        call,
        ({ itemid }, { identity }) => String(itemid) === identity,
      )
    case 'members':
      return byWarnings(items, warningsOf(answer)?.filter(isTrouble), call, quotes)
  }
}

function created(fn: WriteFunction, items: readonly Item[], answer: unknown): Reading {
  if (!Array.isArray(answer) || answer.length !== items.length) return 'look'
  const results = items.map(({ value }, i): ItemResult | null => {
    const id = property(answer[i], 'id')
    if (!Number.isSafeInteger(id)) return null
    const same = fn.echo === undefined || property(answer[i], fn.echo) === property(value, fn.echo)
    return same ? { result: 'done', id: id as number } : null
  })
  return results.every((result) => result !== null) ? results : 'look'
}

interface Warning {
  readonly itemid?: unknown
  readonly warningcode: string
  readonly message: string
}

function byWarnings(
  items: readonly Item[],
  warnings: readonly Warning[] | null | undefined,
  call: CallNamed,
  isAbout: (warning: Warning, item: Item) => boolean,
): Reading {
  if (!warnings) return 'look'
  const results = items.map(() => DONE)
  for (const warning of warnings) {
    // A lone record is what any warning is about.
    const about = items.length === 1 ? items : items.filter((item) => isAbout(warning, item))
    if (about.length !== 1) return 'apart'
    results[items.indexOf(about[0]!)] = refusedBy(warning, call)
  }
  return results
}

function refusedBy({ message, warningcode }: Warning, call: CallNamed): ItemResult {
  const text = message.replace(/^error\//, '')
  const answer = said(text === '' ? warningcode : text, call.secrets)
  return {
    result: 'refused',
    finding: finding('RB-9025', { host: call.host, function: call.function, answer }),
  }
}

/** Null where the answer has no list of warnings. */
function warningsOf(answer: unknown): Warning[] | null {
  const list = property(answer, 'warnings')
  if (!Array.isArray(list)) return null
  return list.map((warning) => ({
    itemid: property(warning, 'itemid'),
    warningcode: String(property(warning, 'warningcode') ?? ''),
    message: String(property(warning, 'message') ?? ''),
  }))
}

function isTrouble({ warningcode }: Warning): boolean {
  return warningcode !== ALREADY_A_MEMBER
}

/** Warnings about members have no id; they say `user username=jdoe not exists` or `cohort id=7 not exists`. */
function quotes({ message }: Warning, { value }: Item): boolean {
  return ['user', 'cohort'].some((side) => {
    const named = property(value, `${side}type`)
    return message === `${side} ${property(named, 'type')}=${property(named, 'value')} not exists`
  })
}
