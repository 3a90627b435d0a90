import type { Course, User } from '../../../domain/entities.ts'
import type { MoodleSite } from '../../../sites/moodle/moodle-site.ts'
import {
  courseNamed,
  coursesInHistory,
  type Found,
  noCourse,
  noPerson,
  peopleInHistory,
  personNamed,
} from '../../find-subject.ts'
import { changesOf, entriesFor, type History, type HistoryWishes, idsIn, kindsOf } from '../../history.ts'
import { type Image, type Present, type Whose, writtenChanges } from '../../history-rows.ts'
import type { Hub } from '../../hub.ts'
import { placeNames } from '../../place-names.ts'
import type { RemoteSite } from '../connection.ts'
import { coursesCalled, peopleCalled } from './find.ts'
import { namesThere } from './names.ts'

/**
 * What the hub did to whom or what a name means on a server of its own: as `history`. The server is asked for names, and
 * whether they are there.
 */
export async function historyThere(
  hub: Hub,
  organisationId: number,
  { site, siteId }: RemoteSite,
  kind: Whose['kind'],
  name: string,
  { all = false, own = false }: HistoryWishes = {},
): Promise<{ readonly histories: readonly History[]; readonly others: number }> {
  const { found, present } = await find(hub, organisationId, siteId, site, kind, name)
  const chosen = all ? found : found.slice(0, 1)
  const histories: History[] = []
  for (const one of chosen) {
    const whose = { kind, id: one.id }
    const written = await hub.store.asOrganisation(organisationId, (tx) =>
      writtenChanges(tx, siteId, whose, kindsOf(own)),
    )
    const changes = changesOf(
      written,
      present.filter(({ entity }) => entity === String(one.id)),
    )
    const ids = idsIn(changes)
    const told = await namesThere(site, ids)
    const entries = await hub.store.asOrganisation(organisationId, async (tx) =>
      entriesFor(tx, changes, await placeNames(tx, siteId, ids, told)),
    )
    histories.push({ ...one, entries })
  }
  return { histories, others: found.length - chosen.length }
}

interface FoundThere {
  /** Those who are there come first. */
  readonly found: readonly Found[]
  /** The person or course itself, as the server has it. */
  readonly present: readonly Present[]
}

async function find(
  hub: Hub,
  organisationId: number,
  siteId: number,
  site: MoodleSite,
  kind: Whose['kind'],
  name: string,
): Promise<FoundThere> {
  const isUser = kind === 'user'
  const { column, value } = isUser ? personNamed(name) : courseNamed(name)
  const named: readonly (User | Course)[] = isUser
    ? await peopleCalled(site, name)
    : await coursesCalled(site, name)
  const once = await hub.store.asOrganisation(organisationId, (tx) =>
    isUser
      ? peopleInHistory(tx, siteId, column as 'username', value)
      : coursesInHistory(tx, siteId, column as 'shortname', value),
  )
  const others = once.map(({ id }) => id).filter((id) => !named.some((one) => one.id === id))
  const renamed = await thereOf(site, kind, others)
  const there = [...named, ...renamed]
  const gone = others.filter((id) => !renamed.some((one) => one.id === id))
  if (there.length + gone.length === 0) {
    throw isUser ? noPerson(column as 'username', value) : noCourse(column as 'shortname', value)
  }
  return {
    found: [...there.map(({ id }) => ({ id, removed: false })), ...gone.map((id) => ({ id, removed: true }))],
    present: there.map((one) => ({
      kind,
      entity: String(one.id),
      image: one as unknown as Image,
      origin: [null, null, null],
    })),
  }
}

async function thereOf(
  site: MoodleSite,
  kind: Whose['kind'],
  ids: readonly number[],
): Promise<(User | Course)[]> {
  if (ids.length === 0) return []
  if (kind === 'user') return site.users({ usernames: [], emails: [], idnumbers: [], ids })
  const courses = await site.coursesById()
  return ids.flatMap((id) => courses.get(id) ?? [])
}
