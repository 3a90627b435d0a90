import type { Level } from './people.ts'
import type { Cells } from './table.ts'
import { DEPARTMENTS, type Department } from './university.ts'

export const COURSE_HEADER = [
  'action',
  'shortname',
  'fullname',
  'category',
  'idnumber',
  'summary',
  'format',
  'numsections',
  'startdate',
  'visible',
  'guest',
  'password',
  'link',
] as const

export interface Course {
  readonly department: Department
  readonly level: Level
  /** As the course file gives them, without the action. */
  readonly cells: Cells & { readonly shortname: string; readonly idnumber: string }
}

/** The courses of the first day: three at each level of each of the 20 departments, 120 in all. */
export function makeCourses(): Course[] {
  return DEPARTMENTS.flatMap((department, at) =>
    department.titles.map((title, n) =>
      makeCourse(department, n < 3 ? 100 + n + 1 : 500 + n - 2, title, at * 6 + n),
    ),
  )
}

/** One course. `order` makes its id number and, now and then, something out of the ordinary. */
export function makeCourse(department: Department, number: number, title: string, order: number): Course {
  const level = number < 500 ? 'undergraduate' : 'postgraduate'
  return {
    department,
    level,
    cells: {
      shortname: `${department.prefix}${number}`,
      fullname: title,
      category: categoryPath(department, level),
      idnumber: String(1000 + order * 7).padStart(6, '0'),
      format: order % 4 === 3 ? 'weeks' : 'topics',
      startdate: order % 2 === 0 ? 'Sep/28/2026' : '10/5/2026',
      ...(order % 5 === 0 && {
        summary: `<p>${title.replaceAll('&', '&amp;')}, a course of the department of ${department.name}.</p>`,
      }),
      ...(order % 6 === 4 && { numsections: '12' }),
      ...(order % 24 === 7 && { guest: 'yes' }),
      ...(order % 24 === 19 && { guest: '1', password: 'open-day' }),
      ...(order % 30 === 29 && { visible: 'no' }),
    },
  }
}

export function categoryPath(department: Department, level: Level): string {
  const names = [
    department.faculty,
    department.name,
    level === 'undergraduate' ? 'Undergraduate' : 'Postgraduate',
  ]
  return names.map((name) => `/${name.replaceAll('\\', '\\\\').replaceAll('/', '\\/')}`).join('')
}
