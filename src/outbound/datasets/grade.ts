import { letterOf } from '../letters.ts'
import { numberText } from '../number-text.ts'
import type { DatasetRules } from './dataset.ts'

const GRADE_PLACES = 2

/** Course totals. */
export const grade: DatasetRules<'grade'> = {
  dataset: 'grade',
  prefix: 'Grades',
  columns: ['Course Name', 'Course Code', 'Grade', 'Letter'],
  once: () => false,
  row: (fact) => ({
    at: fact.time,
    cells: [
      fact.course.fullname,
      fact.course.shortname,
      numberText(fact.grade, GRADE_PLACES),
      letterOf(fact) ?? '',
    ],
    order: { names: [fact.course.fullname], number: 0 },
  }),
}
