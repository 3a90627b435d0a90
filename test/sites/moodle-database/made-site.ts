/** Carries out a statement on the database of a made site. */
export type Run = (statement: string) => Promise<unknown>

type Row = Readonly<Record<string, number | string | null>>
export type MadeTables = Readonly<Record<string, readonly Row[]>>

/** Grades are exact; times and ids are whole; everything else is text. */
const DECIMAL = /^-?\d+\.\d{5}$/

export const CONFIG = [
  { id: 1, name: 'version', value: '2022112800.06' },
  { id: 2, name: 'release', value: '4.1+ (Build: 20221229)' },
  { id: 3, name: 'siteguest', value: '1' },
  { id: 4, name: 'mnet_localhost_id', value: '1' },
  { id: 5, name: 'lang', value: 'en' },
]

/** Ada and Ben are told of. Cleo was deleted, Dan never confirmed, Eve comes from elsewhere; 1 is the guest. */
const PEOPLE: MadeTables = {
  user: [
    user(1, 'guest'),
    user(10, 'ada'),
    { ...user(11, 'ben'), suspended: 1 },
    { ...user(12, 'cleo@example.org.1700000000'), deleted: 1 },
    { ...user(13, 'dan'), confirmed: 0 },
    { ...user(14, 'eve'), mnethostid: 3 },
  ],
  user_info_field: [{ id: 1, shortname: 'dept', defaultdata: 'none' }],
  user_info_data: [{ id: 1, userid: 10, fieldid: 1, data: 'Sales' }],
  cohort: [{ id: 1, idnumber: 'NORTH' }],
  cohort_members: [{ id: 1, cohortid: 1, userid: 10 }],
  course: [
    { id: 1, category: 0, shortname: 'front', fullname: 'Front page' },
    {
      id: 2,
      category: 5,
      shortname: 'FIRE',
      fullname: '{mlang en}Fire safety{mlang}{mlang de}Brandschutz{mlang}',
    },
  ],
  course_categories: [
    { id: 3, path: '/3' },
    { id: 5, path: '/3/5' },
  ],
  modules: [
    { id: 1, name: 'scorm' },
    { id: 2, name: 'quiz' },
    { id: 3, name: 'facetoface' },
  ],
  course_modules: [
    { id: 1, module: 1, instance: 1, deletioninprogress: 0 },
    { id: 2, module: 1, instance: 9, deletioninprogress: 1 },
  ],
}

function user(id: number, username: string): Row {
  return {
    id,
    username,
    idnumber: `N${id}`,
    email: `${username}@example.org`,
    suspended: 0,
    deleted: 0,
    confirmed: 1,
    mnethostid: 1,
    city: 'Leeds',
    password: 'hashed',
  }
}

/** Makes a small site beside others, told apart by the prefix of its tables. */
export async function makeSite(run: Run, prefix: string, tables: MadeTables): Promise<void> {
  for (const [name, rows] of Object.entries({ config: CONFIG, ...PEOPLE, ...tables })) {
    await makeTable(run, `${prefix}${name}`, rows)
  }
}

/** Columns are those of the rows; a column that is null in the first row is a whole number. */
export async function makeTable(run: Run, name: string, rows: readonly Row[]): Promise<void> {
  const first = rows[0]!
  const columns = Object.keys(first)
  const types = columns.map((column) => `${column} ${typeOf(first[column]!)}`)
  await run(`create table ${name} (${types.join(', ')}, primary key (id))`)
  const values = rows.map((row) => `(${columns.map((column) => literal(row[column] ?? null)).join(', ')})`)
  await run(`insert into ${name} (${columns.join(', ')}) values ${values.join(', ')}`)
}

function typeOf(value: number | string | null): string {
  if (typeof value !== 'string') return 'bigint'
  return DECIMAL.test(value) ? 'decimal(10,5)' : 'text'
}

function literal(value: number | string | null): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
