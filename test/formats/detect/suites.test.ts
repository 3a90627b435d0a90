import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { detect } from '../../../src/formats/detect/detect.ts'
import type { Case } from '../../conformance-runner/case-format.ts'
import { readSuites } from '../../conformance-runner/read-suites.ts'
import { bytesFile } from '../../support/bytes-file.ts'

const SUITES = join(import.meta.dirname, '..', '..', 'conformance')

interface Delivery {
  readonly id: string
  readonly format: string
  readonly files: Case['files']
  /** One of its files is refused as a whole, for whatever reason. */
  readonly isRefused: boolean
}

/** What arrives together in each case. A feed that maps columns reads headers that nobody can know by looking. */
const deliveries = readSuites([SUITES]).flatMap(({ id, case: read }): Delivery[] => {
  if (read === null || 'fieldMapping' in read.settings || 'matchField' in read.settings) return []
  const together = Map.groupBy(read.files, ({ format, delivery }) => `${format} ${delivery ?? 1}`)
  const isRefused = read.expect.fileRejected !== undefined
  return [...together.values()].map((files) => ({ id, format: files[0]!.format, files, isRefused }))
})

const seen = await Promise.all(
  deliveries.map(async ({ files, ...rest }) => {
    const sources = files.map(({ name, content, contentBase64 }) => {
      const bytes = content === undefined ? Buffer.from(contentBase64!, 'base64') : Buffer.from(content)
      return bytesFile(bytes, undefined, 65_536, name)
    })
    const { format, recognition, others } = await detect(sources)
    const names = [format.name, ...others.map((other) => other.format.name)]
    return { ...rest, names, confidence: recognition.confidence }
  }),
)

describe('the files of the conformance cases', () => {
  test('are of all formats', () => {
    expect(new Set(seen.map(({ format }) => format)).size).toBeGreaterThanOrEqual(6)
  })

  test('are never certainly of another format', () => {
    const wrong = seen.filter(
      ({ confidence, names, format }) => confidence === 'certain' && names[0] !== format,
    )
    expect(wrong).toEqual([])
  })

  test('have their format named where they can be read, as the answer or beside it', () => {
    // Lines of an operation that there is not have nothing else to be known by; an archive is opened before.
    const unknowable = ['flatfile-unknown-operation', 'in-a-zip']
    const missed = seen.filter(({ names, confidence, format, isRefused, id }) => {
      return !isRefused && !unknowable.includes(id) && (confidence === 'no' || !names.includes(format))
    })
    expect(missed).toEqual([])
  })

  test('are known at once, nine of ten', () => {
    const known = seen.filter(({ names, format, confidence }) => {
      return names[0] === format && (confidence === 'certain' || confidence === 'likely')
    })
    expect(known.length / seen.length).toBeGreaterThan(0.9)
  })
})
