import type { FactCourse } from '../../../domain/activity.ts'
import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../transport/moodle-db/sql.ts'
import { plainName } from './plain-name.ts'
import type { Tables } from './schema.ts'
import type { SiteConfig } from './site-config.ts'

export const COURSE_TABLES: Tables = {
  course: ['id', 'category', 'shortname', 'fullname'],
  course_categories: ['id', 'path'],
}

/** The courses of a batch, by id. The front page, which lies in no category, is one of them: activities may be there. */
export async function coursesOf(
  picture: Picture,
  { language }: SiteConfig,
  ids: readonly number[],
): Promise<ReadonlyMap<number, FactCourse>> {
  const rows = await picture.rows<{ id: number; shortname: string; fullname: string; path: string | null }>(
    sql`select c.id, c.shortname, c.fullname, k.path from ${table('course')} c
        left join ${table('course_categories')} k on k.id = c.category
        where c.id ${among([...new Set(ids)])}`,
  )
  return new Map(
    rows.map(({ id, shortname, fullname, path }) => [
      id,
      { id, shortname, fullname: plainName(fullname, language), categoryIds: categoryIds(path) },
    ]),
  )
}

/** @param path `/1/5/9`; null for a course in no category */
export function categoryIds(path: string | null): number[] {
  return (path ?? '').split('/').filter(Boolean).map(Number)
}
