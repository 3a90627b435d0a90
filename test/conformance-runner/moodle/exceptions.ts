import { readFileSync } from 'node:fs'
import * as z from 'zod'
import type { ReadCase } from '../read-suites.ts'

const LIST = new URL('../../conformance/moodle-exceptions.json', import.meta.url)

const listFormat = z.strictObject({ about: z.string(), cases: z.record(z.string(), z.string().min(20)) })

/** Cases that web services cannot do, by suite and id, each with its reason. */
export function moodleExceptions(): ReadonlyMap<string, string> {
  return new Map(Object.entries(listFormat.parse(JSON.parse(readFileSync(LIST, 'utf8'))).cases))
}

export function nameOf({ suite, id }: Pick<ReadCase, 'suite' | 'id'>): string {
  return `${suite}/${id}`
}
