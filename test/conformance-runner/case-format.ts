import * as z from 'zod'
import { FILE_KINDS } from '../../src/domain/action.ts'
import { CONTEXT_LEVELS } from '../../src/domain/entities.ts'
import { OUTCOMES } from '../../src/domain/outcome.ts'
import {
  categoryObject,
  cohortObject,
  courseObject,
  enrolmentObject,
  groupingObject,
  groupObject,
  instant,
  roleAssignmentObject,
  siteFacts,
  userObject,
} from './case-objects.ts'

/**
 * A conformance case, strictly: a key that is not listed here is a format problem, because a runner that passes over
 * what it does not know would call cases passed that it never judged. A suite that brings new keys gets them here.
 */
export const givenFormat = z.strictObject({
  site: siteFacts.optional(),
  profileFields: z
    .array(
      z.strictObject({
        shortname: z.string(),
        /** Its short name, unless the case gives one. */
        name: z.string().optional(),
        type: z.enum(['checkbox', 'datetime', 'menu', 'text', 'textarea']),
        options: z.array(z.string()).default([]),
        default: z.union([z.string(), z.boolean()]).default(''),
        includeTime: z.boolean().default(false),
      }),
    )
    .default([]),
  categories: z
    .array(
      z.strictObject({
        path: z.string(),
        id: z.number().int().positive().optional(),
        idnumber: z.string().default(''),
        visible: z.boolean().default(true),
      }),
    )
    .default([]),
  users: z
    .array(userObject.required({ username: true }).extend({ managed: z.boolean().optional() }))
    .default([]),
  courses: z.array(courseObject.required({ shortname: true })).default([]),
  roles: z
    .array(z.strictObject({ shortname: z.string(), contexts: z.array(z.enum(CONTEXT_LEVELS)) }))
    .optional(),
  enrolments: z
    .array(
      enrolmentObject
        .required({ user: true, course: true })
        .extend({ role: z.string().nullable(), method: z.string().optional() }),
    )
    .default([]),
  roleAssignments: z
    .array(roleAssignmentObject.required({ user: true, role: true, context: true }))
    .default([]),
  groups: z.array(groupObject.required({ course: true, name: true })).default([]),
  groupings: z.array(groupingObject.required({ course: true, name: true })).default([]),
  cohorts: z.array(cohortObject.required({ idnumber: true })).default([]),
})

const file = z
  .strictObject({
    name: z.string().regex(/^[^/\\]+$/, 'a name without folders'),
    format: z.string(),
    delivery: z.number().int().positive().optional(),
    entity: z.enum(FILE_KINDS).optional(),
    content: z.string().optional(),
    contentBase64: z.base64().optional(),
  })
  .refine(
    ({ content, contentBase64 }) => (content === undefined) !== (contentBase64 === undefined),
    'one of content and contentBase64',
  )

const outcome = z.enum(OUTCOMES)
const objects = z.strictObject({
  users: z.array(userObject).default([]),
  courses: z.array(courseObject).default([]),
  categories: z.array(categoryObject).default([]),
  enrolments: z.array(enrolmentObject).default([]),
  roleAssignments: z.array(roleAssignmentObject).default([]),
  groups: z.array(groupObject).default([]),
  groupings: z.array(groupingObject).default([]),
  cohorts: z.array(cohortObject).default([]),
})

const expectation = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        file: z.string(),
        line: z.number().int().positive(),
        outcome: z.union([outcome, z.array(outcome).min(1)]),
        mentions: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  fileRejected: z.strictObject({ file: z.string(), mentions: z.array(z.string()) }).optional(),
  state: objects.prefault({}),
  absent: objects.prefault({}),
  summary: z
    .record(z.string(), z.strictObject({ total: z.number(), succeeded: z.number(), failed: z.number() }))
    .default({}),
  emails: z
    .array(
      z.strictObject({
        to: z.string(),
        from: z.string().optional(),
        subject: z.string(),
        contains: z.array(z.string()),
      }),
    )
    .optional(),
})

export const caseFormat = z.strictObject({
  id: z.string(),
  about: z.string(),
  source: z.string().optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
  given: givenFormat.prefault({}),
  files: z.array(file).min(1),
  expect: expectation,
})

/** When the run takes place unless `given.site.now` says otherwise. */
export const DEFAULT_NOW = '2024-03-10T12:00:00Z'

export type Case = z.output<typeof caseFormat>
export type Given = Case['given']
export type Expectation = Case['expect']
export type ObjectKind = keyof z.output<typeof objects>
export { instant }
