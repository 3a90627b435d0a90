import { finding, RollbookError } from '../../domain/finding.ts'
import { isStorageFault } from '../storage/storage-fault.ts'
import { type Handle, Handles } from './handles.ts'
import {
  attributesAnswer,
  dataAnswer,
  dataOf,
  dataRoom,
  handleAnswer,
  limitsAnswer,
  type NamedEntry,
  namesAnswer,
  okAnswer,
  statusAnswer,
} from './protocol/answers.ts'
import { MOST_DATA, OPEN, STATUS, type Status } from './protocol/constants.ts'
import type { Request } from './protocol/requests.ts'
import { Ranges } from './ranges.ts'
import type { SftpSession } from './session.ts'
import { isTemporaryUpload } from './tree/names.ts'
import { canonical, recordedPath } from './tree/place.ts'

type Asked<What extends Request['what']> = Extract<Request, { what: What }>
type OfHandle = Pick<Extract<Request, { handle: string }>, 'id' | 'handle'>
type OfPath = Pick<Extract<Request, { path: string }>, 'id' | 'path'>

/** Entries in one answer to READDIR: their long names together stay well below what a packet may hold. */
const LISTED_AT_ONCE = 100

const STATUS_OF: Readonly<Record<string, Status>> = {
  'RB-7201': STATUS.noSuchFile,
  'RB-7202': STATUS.permissionDenied,
  'RB-7203': STATUS.permissionDenied,
  'RB-7330': STATUS.permissionDenied,
  'RB-7337': STATUS.permissionDenied,
  'RB-7338': STATUS.permissionDenied,
}

/** Carries out the requests of one channel. Every request has exactly one answer; none throws. */
export class Operations {
  readonly #session: SftpSession
  readonly #handles: Handles

  constructor(session: SftpSession) {
    this.#session = session
    this.#handles = new Handles(session.limits.handles)
  }

  async answer(request: Request): Promise<Buffer> {
    try {
      return await this.#carryOut(request)
    } catch (error) {
      return this.#refused(request, error)
    }
  }

  /** The client is gone: what it was sending is broken off and kept aside. */
  async end(): Promise<void> {
    for (const handle of this.#handles.takeAll()) {
      try {
        await this.#abandon(handle)
      } catch (error) {
        this.#session.host.failed(error)
      }
    }
  }

  #carryOut(request: Request): Promise<Buffer> | Buffer {
    switch (request.what) {
      case 'open':
        return this.#open(request)
      case 'close':
        return this.#close(request)
      case 'read':
        return this.#read(request)
      case 'write':
        return this.#write(request)
      case 'stat':
        return this.#stat(request)
      case 'fstat':
        return this.#fstat(request)
      case 'opendir':
        return this.#openFolder(request)
      case 'readdir':
        return this.#readFolder(request)
      case 'rename':
        return this.#rename(request)
      case 'remove':
        return this.#remove(request)
      case 'realpath':
        return realpath(request)
      case 'limits':
        return limitsAnswer(request.id, this.#session.limits.handles)
      case 'setstat':
      case 'fsetstat':
        // Clients ask for times and permissions after each upload; a refusal would look to them like a failed one.
        return okAnswer(request.id)
      case 'mkdir':
      case 'rmdir':
      case 'symlink':
      case 'readlink':
        return statusAnswer(request.id, STATUS.permissionDenied, `${request.what} is not possible here`)
      case 'unknown':
        return statusAnswer(request.id, STATUS.unsupported, 'This request is not supported')
    }
  }

  async #open({ id, path, flags }: Asked<'open'>): Promise<Buffer> {
    const { account, tree, changes, now } = this.#session
    this.#handles.refuseWhenFull()
    if ((flags & (OPEN.write | OPEN.append)) !== 0) {
      const upload = await changes.openToWrite(path, flags)
      return handleAnswer(id, this.#handles.add({ kind: 'writing', path: canonical(path), upload }))
    }
    const { file, found } = await tree.openToRead(path)
    const startedAt = now()
    const reading = { path: recordedPath(path, account), file, found, sent: new Ranges(), startedAt }
    return handleAnswer(id, this.#handles.add({ kind: 'reading', ...reading }))
  }

  async #close({ id, handle: name }: OfHandle): Promise<Buffer> {
    const handle = this.#handles.take(name)
    if (handle === undefined) return badHandle(id)
    if (handle.kind !== 'writing') {
      await this.#abandon(handle)
      return okAnswer(id)
    }
    const { upload, path } = handle
    try {
      await upload.finish()
    } catch (error) {
      await upload.breakOff()
      throw error
    }
    this.#arrived(path, upload.size(), upload.startedAt)
    return okAnswer(id)
  }

  async #read({ id, handle: name, offset, length }: Asked<'read'>): Promise<Buffer> {
    const handle = this.#handles.get(name)
    if (handle === undefined || handle.kind === 'listing') return badHandle(id)
    const room = dataRoom(Math.min(length, MOST_DATA))
    const source = handle.kind === 'reading' ? handle.file : handle.upload
    const read = await source.read(dataOf(room), offset)
    if (read === 0) return statusAnswer(id, STATUS.endOfFile, 'End of file')
    if (handle.kind === 'reading') handle.sent.add(offset, offset + read)
    return dataAnswer(id, room, read)
  }

  async #write({ id, handle: name, offset, data }: Asked<'write'>): Promise<Buffer> {
    const handle = this.#handles.get(name)
    if (handle?.kind !== 'writing') return badHandle(id)
    await handle.upload.write(data, offset)
    return okAnswer(id)
  }

  async #stat({ id, path }: OfPath): Promise<Buffer> {
    const found = await this.#session.tree.stat(path)
    if (found !== null) return attributesAnswer(id, found)
    return statusAnswer(id, STATUS.noSuchFile, 'There is nothing of that name')
  }

  #fstat({ id, handle: name }: OfHandle): Buffer {
    const handle = this.#handles.get(name)
    if (handle === undefined) return badHandle(id)
    if (handle.kind === 'reading') return attributesAnswer(id, handle.found)
    const size = handle.kind === 'writing' ? handle.upload.size() : 0
    const kind = handle.kind === 'writing' ? 'file' : 'folder'
    return attributesAnswer(id, { kind, size, modifiedAt: this.#session.now(), isWritable: kind === 'file' })
  }

  async #openFolder({ id, path }: OfPath): Promise<Buffer> {
    this.#handles.refuseWhenFull()
    const entries = (await this.#session.tree.list(path))[Symbol.asyncIterator]()
    return handleAnswer(id, this.#handles.add({ kind: 'listing', path: canonical(path), entries }))
  }

  async #readFolder({ id, handle: name }: OfHandle): Promise<Buffer> {
    const handle = this.#handles.get(name)
    if (handle?.kind !== 'listing') return badHandle(id)
    const entries: NamedEntry[] = []
    while (entries.length < LISTED_AT_ONCE) {
      const next = await handle.entries.next()
      if (next.done) break
      entries.push(next.value)
    }
    if (entries.length === 0) return statusAnswer(id, STATUS.endOfFile, 'End of list')
    return namesAnswer(id, entries, this.#session.now())
  }

  async #rename({ id, from, to, replaces }: Asked<'rename'>): Promise<Buffer> {
    const { changes, tree, note, now } = this.#session
    const isArrival = await changes.rename(from, to, replaces)
    note({ action: 'renamed', path: canonical(to), detail: canonical(from) })
    if (isArrival) this.#arrived(canonical(to), (await tree.stat(to))?.size ?? 0, now())
    return okAnswer(id)
  }

  async #remove({ id, path }: OfPath): Promise<Buffer> {
    await this.#session.changes.remove(path)
    this.#session.note({ action: 'removed', path: canonical(path) })
    return okAnswer(id)
  }

  #arrived(path: string, size: number, startedAt: number): void {
    const { account, host, note, now } = this.#session
    if (isTemporaryUpload(path.slice(path.lastIndexOf('/') + 1))) return
    const action = path.startsWith('/inbox/') ? 'arrived' : 'checked'
    note({ action, path, size, milliseconds: now() - startedAt })
    host.arrived(account, path)
  }

  async #abandon(handle: Handle): Promise<void> {
    const { note, now } = this.#session
    if (handle.kind === 'listing') {
      await handle.entries.return?.()
      return
    }
    if (handle.kind === 'writing') {
      await handle.upload.breakOff()
      note({ action: 'brokenOff', path: handle.path, size: handle.upload.size() })
      return
    }
    const { path, file, found, sent, startedAt } = handle
    await file.close()
    const range = found.size === 0 ? ([0, 0] as const) : sent.longest()
    if (range === null) return
    const { size, modifiedAt } = found
    note({ action: 'sent', path, size, modifiedAt, range, milliseconds: now() - startedAt })
  }

  #refused({ id, ...request }: Request, error: unknown): Buffer {
    if (!(error instanceof RollbookError)) {
      this.#session.host.failed(error)
      return statusAnswer(id, STATUS.failure, 'Something went wrong that should not')
    }
    if (isStorageFault(error)) this.#session.host.failed(error)
    const { code, message } = isStorageFault(error) ? finding('RB-7339') : error.finding
    const status = STATUS_OF[code] ?? STATUS.failure
    const path = 'path' in request ? canonical(request.path) : undefined
    if (status !== STATUS.noSuchFile) this.#session.note({ action: 'refused', path, detail: code })
    return statusAnswer(id, status, `${code} ${message}`)
  }
}

function realpath({ id, path }: OfPath): Buffer {
  const name = canonical(path)
  return namesAnswer(id, [{ name, kind: 'folder', size: 0, modifiedAt: 0, isWritable: false }], 0)
}

function badHandle(id: number): Buffer {
  return statusAnswer(id, STATUS.failure, 'There is no such handle')
}
