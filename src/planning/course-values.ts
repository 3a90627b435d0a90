import type { CourseAction } from '../domain/action.ts'
import type { Course } from '../domain/entities.ts'
import type { MoreCourseField } from '../domain/more-fields.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { SiteFacts } from '../domain/site-facts.ts'
import { uploadSizes } from '../domain/values/upload-sizes.ts'
import { isOutcome, notOneOf, readDate, readFlag } from './checks.ts'
import type { Draft } from './draft.ts'
import { readMore } from './more-values.ts'

/** The texts of a course record. */
export type CourseFields = CourseAction['fields'] & Readonly<Partial<Record<MoreCourseField, string>>>

/** The values of a course record, read; those that were not supplied are not there. */
export type CourseValues = Partial<Omit<Course, 'id' | 'categoryId' | 'manualEnrol' | 'guestAccess'>> & {
  guest?: boolean
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const NEWS_ITEMS_MOST = 10

/** Reads and judges the values of a create or update row, in the order of Data Hub rule C-1. */
export function readCourseValues(
  fields: CourseFields,
  facts: SiteFacts,
  draft: Draft,
): CourseValues | Outcome {
  const label = (field: string) => draft.label('course', field)
  const values: Mutable<CourseValues> = {}
  for (const field of AS_GIVEN) if (fields[field] !== undefined) values[field] = fields[field]

  if (values.theme !== undefined) {
    if (!facts.courseThemesAllowed)
      return draft.refuse('RB-3001', { field: label('theme'), value: values.theme })
    if (!facts.themes.includes(values.theme))
      return notOneOf(label('theme'), values.theme, facts.themes, draft)
  }
  if (values.format !== undefined && !facts.courseFormats.includes(values.format)) {
    return notOneOf(label('format'), values.format, facts.courseFormats, draft)
  }
  if (fields.numsections !== undefined) {
    const number = readWhole(label('numsections'), fields.numsections, facts.maxSections, draft)
    if (isOutcome(number)) return number
    values.numsections = number
  }
  if (fields.startdate !== undefined) {
    const date = readDate(label('startdate'), fields.startdate, draft)
    if (isOutcome(date)) return date
    values.startdate = date
  }
  if (fields.newsitems !== undefined) {
    const number = readWhole(label('newsitems'), fields.newsitems, NEWS_ITEMS_MOST, draft)
    if (isOutcome(number)) return number
    values.newsitems = number
  }
  for (const field of ['showgrades', 'showreports'] as const) {
    if (fields[field] === undefined) continue
    const flag = readFlag(label(field), fields[field], draft)
    if (isOutcome(flag)) return flag
    values[field] = flag
  }
  if (fields.maxbytes !== undefined) {
    const sizes = uploadSizes(facts.maxUploadBytes)
    const size = /^\d{1,12}$/.test(fields.maxbytes) ? Number(fields.maxbytes) : Number.NaN
    if (!sizes.includes(size)) {
      const parts = { field: label('maxbytes'), value: fields.maxbytes }
      return draft.refuse('RB-3003', { ...parts, accepted: sizes.join(', ') })
    }
    values.maxbytes = size
  }
  for (const field of ['guest', 'visible'] as const) {
    if (fields[field] === undefined) continue
    const flag = readFlag(label(field), fields[field], draft)
    if (isOutcome(flag)) return flag
    values[field] = flag
  }
  if (values.lang !== undefined && !facts.languages.includes(values.lang)) {
    return notOneOf(label('lang'), values.lang, facts.languages, draft)
  }
  const more = readMore('course', fields, draft)
  if (isOutcome(more)) return more
  if (more !== undefined) values.more = more
  return values
}

const AS_GIVEN = ['shortname', 'fullname', 'idnumber', 'summary', 'format', 'lang', 'theme'] as const

function readWhole(field: string, value: string, most: number, draft: Draft): number | Outcome {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  return number <= most ? number : draft.refuse('RB-3002', { field, value, least: 0, most })
}
