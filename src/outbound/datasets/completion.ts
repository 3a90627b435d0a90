import type { DatasetRules } from './dataset.ts'

/** Courses that were completed. */
export const completion: DatasetRules<'completion'> = {
  dataset: 'completion',
  prefix: 'Completion',
  columns: ['Course Name'],
  once: () => false,
  row: ({ course, time }) => ({
    at: time,
    cells: [course.fullname],
    order: { names: [course.fullname], number: 0 },
  }),
}
