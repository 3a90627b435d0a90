import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detect } from '../../../src/formats/detect/detect.ts'
import { bytesFile } from '../../support/bytes-file.ts'

const SECRET = 'S3cret-of-Ann'

/** Lines of files of every format, known columns and unknown ones, with a value that nobody may repeat. */
const line = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'action',
        'username',
        'password',
        'email',
        'firstname',
        'lastname',
        'uniqueid',
        'course1',
      ),
      fc.constantFrom(
        'create',
        'add',
        'del',
        'sourcedId',
        'shortname',
        'context',
        'category_path',
        'student',
      ),
      fc.constantFrom(SECRET, `"${SECRET}"`, `<${SECRET}>`, `role ${SECRET}`, '', '"', '<enterprise>'),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 8 },
  )
  .chain((cells) => fc.constantFrom(',', ';', '\t', ':').map((separator) => cells.join(separator)))

const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'))

describe('whatever a file holds', () => {
  test('the reasons repeat no value of it, and there is one for every answer', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        const { recognition, others } = await detect([bytesFile(content)])
        const all = [recognition, ...others.map((other) => other.recognition)]
        expect(JSON.stringify(all)).not.toContain(SECRET)
        for (const { confidence, reasons } of all) expect(reasons.length > 0).toBe(confidence !== 'no')
      }),
      { numRuns: 500 },
    )
  })

  test('looking never fails, and an answer comes for each file', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(bytes, text), { maxLength: 3 }), async (contents) => {
        const { files, recognition, others, isAmbiguous } = await detect(
          contents.map((one) => bytesFile(one)),
        )
        expect(files).toHaveLength(contents.length)
        expect(isAmbiguous).toBe(
          others.some((other) => other.recognition.confidence === recognition.confidence),
        )
      }),
      { numRuns: 300 },
    )
  })
})
