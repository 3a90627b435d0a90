import * as z from 'zod'
import { SIGNUP_STATUSES } from '../../../src/domain/activity.ts'

/** A case of `reference/outbound-files` section 10, strictly: as for the other cases, an unknown key is a problem. */
const text = z.string()
const id = z.number().int().positive()
const instant = z.iso.datetime({ offset: true })
const decimal = z.union([z.number(), text]).transform(String)
const visible = { visibleAt: instant.optional() }

const given = z.strictObject({
  users: z
    .array(
      z.strictObject({
        id,
        username: text,
        idnumber: text.default(''),
        email: text.default(''),
        firstname: text.default(''),
        lastname: text.default(''),
        institution: text.default(''),
        department: text.default(''),
        city: text.default(''),
        country: text.default(''),
        profile: z.record(text, text).default({}),
        cohorts: z.array(text).default([]),
        deleted: z.boolean().default(false),
        suspended: z.boolean().default(false),
        confirmed: z.boolean().default(true),
        guest: z.boolean().default(false),
        ...visible,
      }),
    )
    .default([]),
  courses: z
    .array(
      z.strictObject({
        id,
        fullname: text,
        shortname: text,
        letters: z.array(z.tuple([decimal, text])).default([]),
      }),
    )
    .default([]),
  scormAttempts: z
    .array(
      z.strictObject({
        user: id,
        scorm: text,
        sco: text,
        attempt: z.number().int(),
        status: text.optional(),
        completionStatus: text.optional(),
        successStatus: text.optional(),
        score: decimal.nullable().default(null),
        time: instant,
        statusTime: instant.optional(),
        ...visible,
      }),
    )
    .default([]),
  sessionSignups: z
    .array(
      z.strictObject({
        user: id,
        facetoface: text,
        sessionId: id,
        sessionDate: instant.nullable().default(null),
        status: z.enum(SIGNUP_STATUSES),
        time: instant,
        ...visible,
      }),
    )
    .default([]),
  quizAttempts: z
    .array(
      z.strictObject({
        user: id,
        quiz: text,
        attempt: z.number().int(),
        state: z.enum(['finished', 'submitted', 'inprogress', 'overdue', 'abandoned', 'notstarted']),
        score: decimal.nullable().default(null),
        passScore: decimal.nullable().default(null),
        decimalPoints: z.number().int().default(2),
        preview: z.boolean().default(false),
        timeFinish: instant.nullable().default(null),
        time: instant,
        ...visible,
      }),
    )
    .default([]),
  courseCompletions: z.array(z.strictObject({ user: id, course: id, time: instant, ...visible })).default([]),
  pathwayCompletions: z
    .array(z.strictObject({ user: id, pathway: text, attempt: z.number().int(), time: instant, ...visible }))
    .default([]),
  grades: z
    .array(
      z.strictObject({
        user: id,
        course: id,
        grade: decimal.nullable(),
        min: decimal.default('0'),
        max: decimal.default('100'),
        time: instant,
        ...visible,
      }),
    )
    .default([]),
  existingFiles: z.array(text).default([]),
})

const filter = z.strictObject({ field: text, equals: text })
const run = z.strictObject({
  at: instant,
  force: z.boolean().default(false),
  windowStart: instant.optional(),
  windowEnd: instant.optional(),
})

export const outboundCaseFormat = z
  .strictObject({
    id: text,
    about: text,
    source: text.optional(),
    settings: z.looseObject({
      sources: z.array(text).min(1),
      client: z.strictObject({ id: text, users: filter }).optional(),
      clients: z.array(z.looseObject({ id: text, users: filter })).optional(),
    }),
    given: given.prefault({}),
    run: run.optional(),
    runs: z.array(run).optional(),
    expect: z.strictObject({
      files: z.array(z.strictObject({ client: text.optional(), name: text, content: text })).optional(),
      remaining: z.array(text).optional(),
      error: z.strictObject({ code: text }).optional(),
    }),
  })
  .refine(({ run, runs }) => (run === undefined) !== (runs === undefined), 'one of run and runs')

export type OutboundCase = z.output<typeof outboundCaseFormat>
export type OutboundGiven = OutboundCase['given']
