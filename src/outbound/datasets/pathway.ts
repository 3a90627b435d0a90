import type { DatasetRules } from './dataset.ts'

/** Programmes and pathways that were completed. */
export const pathway: DatasetRules<'pathway'> = {
  dataset: 'pathway',
  prefix: 'Pathway',
  columns: ['Pathway Name', 'Completion Date', 'Attempt'],
  once: () => false,
  row: ({ pathway: name, attempt, time, once }) => ({
    ...(once && { once }),
    at: time,
    cells: [name, { instant: time }, String(attempt)],
    order: { names: [name], number: attempt },
  }),
}
