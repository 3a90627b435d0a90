import type { ErrorCode } from '../../../src/domain/errors/catalogue.ts'
import type { Course } from '../courses.ts'
import type { Cells, Row } from '../table.ts'

/** One course row for each mistake that may stand anywhere. */
export function courseMistakes(courses: readonly Course[]): Row[] {
  const known = courses[40]!.cells
  return [
    wrong('RB-3011', 'category', 'ambiguous: every department has an Undergraduate below it', {
      ...course('HIS901', '900101'),
      category: 'Undergraduate',
    }),
    wrong('RB-3005', 'idnumber', 'taken by another course', { ...course('HIS903', known.idnumber) }),
    wrong('RB-2011', 'startdate', 'the day before the month; 9/28/2026 or Sep/28/2026 is read', {
      ...course('HIS904', '900104'),
      startdate: '28/09/2026',
    }),
    wrong('RB-3002', 'numsections', 'more sections than the site allows', {
      ...course('HIS905', '900105'),
      numsections: '99',
    }),
    wrong('RB-3007', 'link', 'no course has this short name', {
      ...course('HIS906', '900106'),
      link: 'TEMPLATE',
    }),
    wrong('RB-2001', 'fullname', 'a required value is missing', {
      ...course('HIS907', '900107'),
      fullname: '',
    }),
    wrong('RB-3010', 'category', 'a slash at the end, after which no name comes', {
      ...course('HIS908', '900108'),
      category: '/Arts/History/',
    }),
    wrong('RB-3004', 'shortname', 'no course has this short name', {
      action: 'update',
      shortname: 'HIS999',
      fullname: 'A Course that Never Was',
    }),
    wrong('RB-3022', 'password', 'a key for guests beside guest access that is off', {
      ...course('HIS910', '900110'),
      guest: 'no',
      password: 'open-day',
    }),
  ]
}

/** A new course with the short name of another new one; it comes after that, for the first of the two is good. */
export function secondOfOneName({ cells }: Course): Row {
  return wrong('RB-3005', 'shortname', 'taken by a course above', course(cells.shortname, '900102'))
}

function course(shortname: string, idnumber: string): Cells {
  return {
    action: 'create',
    shortname,
    fullname: 'History of Mistakes',
    category: '/Arts/History/Undergraduate',
    idnumber,
    startdate: 'Sep/28/2026',
  }
}

function wrong(code: ErrorCode, field: string, about: string, cells: Cells): Row {
  return { cells, mistake: { code, field, about } }
}
