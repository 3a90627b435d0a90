import { describe, expect, test } from 'vitest'
import type { Action } from '../../../src/domain/action.ts'
import { natureOf } from '../../../src/domain/record-nature.ts'
import { FORMATS, formatNamed } from '../../../src/formats/registry.ts'
import { type Batch, batchOf, spelledKeys } from '../../../src/inbound/batch.ts'
import { pack, unpack } from '../../../src/inbound/reading/packed-batch.ts'
import { ARRIVALS, type ReadArrival } from './arrivals.ts'

const PREFIX = 'prefix'

describe('a batch that goes from thread to thread', () => {
  test.each(ARRIVALS.map((arrival) => [arrival.name, arrival] as const))(
    'says the same: %s',
    async (_, arrival) => {
      let records = 0
      for await (const { here, there } of bothWays(arrival)) {
        expect(there).toStrictEqual(here)
        records += here.records.length
      }
      expect(records).toBeGreaterThan(0)
    },
  )

  test('is tried with every format', () => {
    const tried = new Set(ARRIVALS.map(({ format }) => format))
    expect(FORMATS.filter(({ name }) => !tried.has(name))).toEqual([])
  })
})

async function* bothWays({ format: name, files, settings: raw }: ReadArrival) {
  const format = formatNamed(name)
  const settings = format.settings(raw)
  const parts = (await format.inspectAll?.(files, settings)) ?? [
    { file: 0, inspection: await format.inspect(files[0]!, settings) },
  ]
  for (const { file, inspection } of parts) {
    if (inspection === undefined) continue
    const actionOf = format.actionOf?.(inspection, settings) ?? ((text: string) => JSON.parse(text) as Action)
    for await (const records of format.records(files[file]!, inspection, settings, 3, files)) {
      yield {
        here: told(await batchOf(records, PREFIX)),
        there: told(unpack(structuredClone(pack(records, PREFIX)), actionOf)),
      }
    }
  }
}

/** Whatever kinds of objects its records are. */
function told({ records, keyed }: Batch) {
  return {
    records: records.map(({ line, key, label, finding, isHeld, action, nature }) => ({
      ...{ line, key, label, finding, isHeld, action },
      nature: action === undefined ? undefined : (nature ?? natureOf(action)),
    })),
    keyed,
    spelled: spelledKeys(keyed),
  }
}
