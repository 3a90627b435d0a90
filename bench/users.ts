import type { Benchmark, Engine, Figure } from './figure.ts'
import { CHANGED_EVERY, DAYS, type Material, measureDays, peakOfFirst } from './imports.ts'
import { writeCsvFile } from './input/csv-file.ts'
import { USER_HEADER, userRow } from './input/users.ts'

/** Highest resident memory while a million users are imported, in MB. PGlite itself takes about 400 of it. */
const MEMORY_LIMITS: Readonly<Record<Engine, number>> = { pglite: 800, postgres: 300 }
/** Three times the rows may take this much of the memory. */
const GROWTH_LIMIT = 1.1
const GROWTH_ROWS = 3

export function writeUsers(path: string, rows: number, changed: boolean): Promise<void> {
  return writeCsvFile(path, USER_HEADER, rows, (index) =>
    userRow(index, changed && index % CHANGED_EVERY === 0),
  )
}

const USERS: Material = {
  name: 'users',
  tables: ['site_user'],
  made: 'created',
  writeGround: async () => [],
  write: writeUsers,
}

export const users: Benchmark = {
  figures: [...DAYS.map((day) => `users-${day}`), 'memory-users', 'memory-growth'],
  about:
    'users: a file of new users, the same again, and 1 % changed; against COPY and INSERT … SELECT of site_user.',
  async measure(bench, wanted) {
    const { engine } = bench
    const figures: Figure[] = []
    const days = new Set(DAYS.filter((day) => wanted.has(`users-${day}`)))
    if (days.size > 0) figures.push(...(await measureDays(bench, USERS, days)))
    if (!wanted.has('memory-users') && !wanted.has('memory-growth')) return figures
    const known = figures.find(({ name }) => name === 'users-first-memory')
    const peak = known?.value ?? (await peakOfFirst(bench, USERS, bench.rows))
    if (wanted.has('memory-users')) {
      figures.push({ name: 'memory-users', engine, value: peak, unit: 'MB', limit: MEMORY_LIMITS[engine] })
    }
    if (wanted.has('memory-growth')) {
      const value = (await peakOfFirst(bench, USERS, bench.rows * GROWTH_ROWS)) / peak
      figures.push({ name: 'memory-growth', engine, value, unit: 'ratio', limit: GROWTH_LIMIT })
    }
    return figures
  },
}
