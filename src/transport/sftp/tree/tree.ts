import { refusal } from '../../../domain/finding.ts'
import type { StoredEntry } from '../../storage/storage.ts'
import type { ReadableFile } from '../../storage/stored-file.ts'
import type { SftpAccount } from '../host.ts'
import type { Attributes, NamedEntry } from '../protocol/answers.ts'
import { AREAS, type Area, type Place, placeOf } from './place.ts'
import type { AccountSpace } from './space.ts'

/** Folders whose files may be removed by who sent them. */
const WRITABLE: readonly Area[] = ['check', 'inbox', 'receipts']

/** What an account sees, put together from the organisation's outbox and what is its own. */
export interface Tree {
  /** Null when nothing is there. */
  stat(path: string): Promise<Attributes | null>
  /** Throws RB-7201 when there is no such folder. */
  list(path: string): Promise<AsyncIterable<NamedEntry>>
  /** Throws RB-7201 when there is no such file, RB-7203 for a folder. */
  openToRead(path: string): Promise<{ readonly file: ReadableFile; readonly found: Attributes }>
}

export function treeOf(account: SftpAccount, space: AccountSpace, now: () => number): Tree {
  const { outbox, own, partial, uploads } = space
  const look = async (place: Place): Promise<StoredEntry | null> => {
    if (place.area === 'home') return folder('', now())
    if (place.area === 'nowhere') return null
    const { area, rest } = place
    if (rest === '') return folder(area, now())
    if (area === 'outbox') return outbox.stat(rest)
    return (await notWhole(area, rest)) ?? own.stat(`${area}/${rest}`)
  }
  /** What its sender sent last goes before what arrived earlier under the same name. */
  const notWhole = async (area: Area, rest: string): Promise<StoredEntry | null> => {
    if (area !== 'inbox' && area !== 'check') return null
    const path = `${area}/${rest}`
    const found = await partial.stat(path)
    const upload = uploads.get(path)
    return found === null || upload === undefined ? found : { ...found, size: upload.size() }
  }
  return {
    async stat(path) {
      const place = placeOf(path, account)
      const found = await look(place)
      return found === null ? null : attributes(found, place)
    },
    async list(path) {
      const place = placeOf(path, account)
      if ((await look(place))?.kind !== 'folder') throw refusal('RB-7201', { value: path })
      return listed(place, account, space, now())
    },
    async openToRead(path) {
      const place = placeOf(path, account)
      const found = await look(place)
      if (found === null) throw refusal('RB-7201', { value: path })
      if (found.kind === 'folder' || !('rest' in place)) throw refusal('RB-7203', { value: path })
      const { area, rest } = place
      const storage = (await notWhole(area, rest)) === null ? own : partial
      const file = await (area === 'outbox' ? outbox.openToRead(rest) : storage.openToRead(`${area}/${rest}`))
      return { file, found: attributes(found, place) }
    },
  }
}

async function* listed(
  place: Place,
  { filesInHome }: SftpAccount,
  { outbox, own, partial }: AccountSpace,
  now: number,
): AsyncGenerator<NamedEntry> {
  if (place.area === 'home') {
    for (const area of AREAS) yield named(folder(area, now), { area, rest: '' })
    if (!filesInHome) return
    for await (const entry of outbox.list('')) {
      if (!AREAS.some((area) => area === entry.name)) yield named(entry, { area: 'outbox', rest: entry.name })
    }
    return
  }
  if (place.area === 'nowhere') return
  const { area, rest } = place
  if (area === 'outbox') {
    for await (const entry of outbox.list(rest)) yield named(entry, place)
    return
  }
  const notWhole = new Set<string>()
  for await (const entry of partial.list(area)) {
    notWhole.add(entry.name)
    yield named(entry, place)
  }
  for await (const entry of own.list(area)) if (!notWhole.has(entry.name)) yield named(entry, place)
}

function folder(name: string, modifiedAt: number): StoredEntry {
  return { name, kind: 'folder', size: 0, modifiedAt }
}

function named(entry: StoredEntry, place: Place): NamedEntry {
  return { name: entry.name, ...attributes(entry, place) }
}

function attributes({ kind, size, modifiedAt }: StoredEntry, { area }: Place): Attributes {
  return { kind, size, modifiedAt, isWritable: WRITABLE.some((name) => name === area) }
}
