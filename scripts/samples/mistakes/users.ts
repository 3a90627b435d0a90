import type { ErrorCode } from '../../../src/domain/errors/catalogue.ts'
import { type Person, USER_HEADER } from '../people.ts'
import { type Cells, cellsOf, csvLine, PLAIN_CSV, type Row } from '../table.ts'

/** One user row for each mistake. Good values otherwise, so that each row has one thing wrong. */
export function userMistakes(bystanders: readonly Person[]): Row[] {
  const [first, second, third, fourth] = bystanders as [Person, Person, Person, Person]
  return [
    wrong('RB-2006', 'country', 'UK is no ISO code and no country name; GB or United Kingdom is', {
      ...newcomer('pfairbridge', 'Percy', 'Fairbridge', '0900001'),
      country: 'UK',
    }),
    wrong('RB-2011', 'profile_field_started', 'a date in ISO order; Sep/28/2026 or 9/28/2026 is read', {
      ...newcomer('qsilverthorn', 'Quentin', 'Silverthorn', '0900002'),
      profile_field_started: '2026-09-28',
    }),
    wrong('RB-2001', 'city', 'a required value is missing', {
      ...newcomer('rmossgate', 'Rowena', 'Mossgate', '0900003'),
      city: '',
    }),
    wrong('RB-2014', 'email', 'the address of somebody else', {
      ...newcomer('sfoxley', 'Sébastien', 'Foxley', '0900004'),
      email: first.cells['email'] ?? '',
    }),
    wrong('RB-2002', 'department', 'longer than 30 characters', {
      ...newcomer('tgorsefield', 'Tamsin', 'Gorsefield', '0900005'),
      department: 'Geography and Environmental Planning',
    }),
    wrong('RB-1060', 'action', 'Create with a capital letter; actions are compared exactly', {
      ...newcomer('uheathcombe', 'Ulla', 'Heathcombe', '0900006'),
      action: 'Create',
    }),
    wrong('RB-2005', 'password', 'fails the password policy of the site', {
      ...newcomer('vivyleaf', 'Viktor', 'Ivyleaf', '0900007'),
      password: 'lighthouse',
    }),
    wrong('RB-2003', 'lang', 'a language that is not installed', {
      ...newcomer('wjuniper', 'Wilhelmina', 'Juniperfeld', '0900008'),
      lang: 'de',
    }),
    wrong('RB-2003', 'profile_field_year', 'not one of the options of the menu', {
      ...newcomer('xknollys', 'Ximena', 'Knollysworth', '0900009'),
      profile_field_year: 'Fourth',
    }),
    wrong('RB-2004', 'email', 'not an address', {
      ...newcomer('ylongmire', 'Yannick', 'Longmire', '0900010'),
      email: 'ylongmire.example.edu',
    }),
    wrong('RB-1062', 'action', 'disable is refused: it never removes an account here', {
      action: 'disable',
      username: second.cells.username,
    }),
    wrong('RB-2012', 'username', 'nobody has this user name', {
      action: 'update',
      username: 'nobodyatall',
      city: 'Leeds',
    }),
    wrong('RB-2013', 'idnumber', 'user name of one person, id number of another', {
      action: 'update',
      username: third.cells.username,
      idnumber: fourth.cells.idnumber,
      city: 'Leeds',
    }),
    tooFewCells(newcomer('zmarlpit', 'Zelda', 'Marlpit', '0900011')),
    tooManyCells(newcomer('anettlebed', 'Åsa', 'Nettlebed', '0900012')),
    strayQuote(newcomer('boxenholm', 'Robert', 'Oxenholm', '0900013')),
  ]
}

function newcomer(username: string, firstname: string, lastname: string, idnumber: string): Cells {
  return {
    action: 'create',
    username,
    password: 'changeme',
    firstname,
    lastname,
    email: `${username}@example.edu`,
    city: 'London',
    country: 'GB',
    idnumber,
    department: 'History',
    profile_field_year: 'First',
    profile_field_started: 'Sep/28/2026',
  }
}

function wrong(code: ErrorCode, field: string, about: string, cells: Cells): Row {
  return { cells, mistake: { code, field, about } }
}

function tooFewCells(cells: Cells): Row {
  const line = csvLine(cellsOf(cells, USER_HEADER).slice(0, 9), PLAIN_CSV)
  return {
    cells,
    malformed: line,
    mistake: { code: 'RB-1024', field: '', about: `9 cells where the header has ${USER_HEADER.length}` },
  }
}

function tooManyCells(cells: Cells): Row {
  const line = csvLine(cellsOf(cells, USER_HEADER), PLAIN_CSV).replace(',London,', ',London, Ontario,')
  const about = `${USER_HEADER.length + 1} cells: the comma in London, Ontario is not inside quotes`
  return { cells, malformed: line, mistake: { code: 'RB-1025', field: '', about } }
}

function strayQuote(cells: Cells): Row {
  const line = csvLine(cellsOf(cells, USER_HEADER), PLAIN_CSV).replace(',Robert,', ',Robert "Bob",')
  return {
    cells,
    malformed: line,
    mistake: { code: 'RB-1027', field: '', about: 'quotes inside a value that is not in quotes' },
  }
}
