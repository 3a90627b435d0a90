import { refusal } from '../domain/finding.ts'
import type { Store, Tx } from '../store/store.ts'

export interface Organisation {
  readonly id: number
  /** What commands call it. */
  readonly name: string
  /** What people call it. */
  readonly title: string
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/** Makes an organisation and gives its id. Throws RB-7310 for a name that is none, RB-7311 when it is there already. */
export async function addOrganisation(store: Store, name: string, title: string): Promise<number> {
  if (!NAME.test(name)) throw refusal('RB-7310', { value: name })
  const added = await store.asHouse(({ db }) =>
    db
      .insertInto('organisation')
      .values({ name, title })
      .onConflict((on) => on.column('name').doNothing())
      .returning('id')
      .executeTakeFirst(),
  )
  if (added === undefined) throw refusal('RB-7311', { value: name })
  return added.id
}

/** All of them, by name. For the house alone. */
export async function listOrganisations({ db }: Tx): Promise<Organisation[]> {
  return db.selectFrom('organisation').select(['id', 'name', 'title']).orderBy('name').execute()
}

/** Throws RB-7312, which names those that there are. */
export async function organisationNamed(store: Store, name: string): Promise<Organisation> {
  const organisations = await store.asHouse(listOrganisations)
  const organisation = organisations.find((one) => one.name === name)
  if (organisation !== undefined) return organisation
  throw refusal('RB-7312', { value: name, accepted: organisations.map((known) => known.name) })
}
