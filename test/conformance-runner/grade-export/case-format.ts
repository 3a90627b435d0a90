import * as z from 'zod'
import { givenFormat } from '../case-format.ts'

const instant = z.iso.datetime()
const decimal = z.union([z.number(), z.string()]).transform(String)

/** A case of a grade export (`conformance/README.md` sections 2, 3.2 and 4). */
export const gradeExportCaseFormat = z.strictObject({
  id: z.string(),
  about: z.string(),
  source: z.string().optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
  given: givenFormat
    .extend({
      grades: z
        .array(
          z.strictObject({
            user: z.string(),
            course: z.string(),
            finalGrade: decimal.nullable(),
            gradeMin: decimal.default('0'),
            gradeMax: decimal.default('100'),
            modifiedAt: instant.optional(),
            item: z.enum(['course', 'category', 'activity']).default('course'),
          }),
        )
        .default([]),
    })
    .prefault({}),
  run: z.strictObject({
    kind: z.literal('export'),
    mode: z.enum(['manual', 'scheduled']),
    at: instant,
    lastRun: instant.nullable().optional(),
  }),
  files: z.array(z.never()).default([]),
  expect: z.strictObject({
    exportHeader: z.array(z.string()).optional(),
    exportCsv: z.array(z.record(z.string(), z.string())).optional(),
    exportFile: z
      .union([z.strictObject({ name: z.string() }), z.strictObject({ pattern: z.string() })])
      .optional(),
  }),
})

export type GradeExportCase = z.output<typeof gradeExportCaseFormat>
