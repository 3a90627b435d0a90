import type { University } from './day-one.ts'
import type { Person } from './people.ts'
import { seeded } from './random.ts'
import type { Cells } from './table.ts'
import { DEPARTMENTS } from './university.ts'

/** What happened between the two days to people of the first, by user name: the row that takes the place of theirs. */
export interface PeopleChanges {
  readonly changed: ReadonlyMap<string, Cells>
  readonly leavers: ReadonlyMap<string, Cells>
  /** Nothing happened to these; mistakes are made about them. */
  readonly bystanders: readonly Person[]
}

const LEAVERS = 20
const BYSTANDERS = 12

export function changePeople({ people }: University): PeopleChanges {
  const random = seeded(4)
  const kinds: [count: number, change: (person: Person, at: number) => Cells][] = [
    [12, (_, at) => ({ lastname: MARRIED[at]! })],
    [
      12,
      () => ({ city: random.pick(['Glasgow', 'Newcastle upon Tyne', 'Zürich', "Sant'Angelo"]), country: '' }),
    ],
    [10, () => ({ department: random.pick(DEPARTMENTS).name })],
    [3, ({ cells }) => ({ user_username: cells.username, email: `${cells.username}.new@example.edu` })],
    [3, () => ({ suspended: '1' })],
  ]
  const total = kinds.reduce((sum, [count]) => sum + count, 0)
  const drawn = random.sample(people.students, total + LEAVERS + BYSTANDERS)
  const changed = new Map<string, Cells>()
  for (const [count, change] of kinds) {
    for (const [at, person] of drawn.splice(0, count).entries()) {
      // An update with the word `changeme` would make them set a new password.
      const same = { ...person.cells, password: '' }
      changed.set(person.cells.username, { action: 'update', ...same, ...change(person, at) })
    }
  }
  const leavers = drawn.splice(0, LEAVERS).map(({ cells }) => {
    const { username, idnumber } = cells
    return [username, { action: 'delete', username, idnumber }] as const
  })
  return { changed, leavers: new Map(leavers), bystanders: drawn }
}

const MARRIED = [
  'Ashgrove-Thornquist',
  "O'Fennimore-Pell",
  'Lindqvarn-Grünewaldt',
  'Beauruisseau',
  'Åkersund-Kjærvang',
  'Peñaclara-Ross',
  'Hartwhistle',
  'de la Combe',
  "D'Arvelle-Finch",
  'Wintersole',
  'Noëlline-Hawksmere',
  'Van der Wolk',
]
