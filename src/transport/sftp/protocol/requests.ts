import { ATTRIBUTE, REQUEST } from './constants.ts'
import { Malformed } from './frames.ts'

/** What a client asks for. Paths are UTF-8. */
export type Request = { readonly id: number } & (
  | { readonly what: 'open'; readonly path: string; readonly flags: number }
  | { readonly what: 'close' | 'fstat' | 'fsetstat' | 'readdir'; readonly handle: string }
  | { readonly what: 'read'; readonly handle: string; readonly offset: number; readonly length: number }
  | { readonly what: 'write'; readonly handle: string; readonly offset: number; readonly data: Buffer }
  | { readonly what: 'stat' | 'setstat' | 'opendir' | 'remove' | 'realpath'; readonly path: string }
  | { readonly what: 'rename'; readonly from: string; readonly to: string; readonly replaces: boolean }
  | { readonly what: 'limits' }
  | { readonly what: 'mkdir' | 'rmdir' | 'readlink' | 'symlink' | 'unknown' }
)

/** The version that a client begins with. Throws Malformed when its first packet is another one. */
export function readInit(packet: Buffer): number {
  const reader = new Reader(packet)
  if (reader.byte() !== REQUEST.init) throw new Malformed('the first packet is not INIT')
  return reader.uint32()
}

/** Throws Malformed for a packet that ends too early or has a number too large. */
export function readRequest(packet: Buffer): Request {
  const reader = new Reader(packet)
  const type = reader.byte()
  const id = reader.uint32()
  switch (type) {
    case REQUEST.open: {
      const path = reader.text()
      return { id, what: 'open', path, flags: reader.uint32() }
    }
    case REQUEST.close:
      return { id, what: 'close', handle: reader.handle() }
    case REQUEST.fstat:
      return { id, what: 'fstat', handle: reader.handle() }
    case REQUEST.fsetstat:
      return { id, what: 'fsetstat', handle: reader.handle() }
    case REQUEST.readdir:
      return { id, what: 'readdir', handle: reader.handle() }
    case REQUEST.read: {
      const handle = reader.handle()
      const offset = reader.uint64()
      return { id, what: 'read', handle, offset, length: reader.uint32() }
    }
    case REQUEST.write: {
      const handle = reader.handle()
      const offset = reader.uint64()
      return { id, what: 'write', handle, offset, data: reader.bytes() }
    }
    case REQUEST.stat:
    case REQUEST.lstat:
      return { id, what: 'stat', path: reader.text() }
    case REQUEST.setstat:
      return setstat(id, reader)
    case REQUEST.opendir:
      return { id, what: 'opendir', path: reader.text() }
    case REQUEST.remove:
      return { id, what: 'remove', path: reader.text() }
    case REQUEST.realpath:
      return { id, what: 'realpath', path: reader.text() }
    case REQUEST.rename:
      return { id, what: 'rename', from: reader.text(), to: reader.text(), replaces: false }
    case REQUEST.mkdir:
      return { id, what: 'mkdir' }
    case REQUEST.rmdir:
      return { id, what: 'rmdir' }
    case REQUEST.readlink:
      return { id, what: 'readlink' }
    case REQUEST.symlink:
      return { id, what: 'symlink' }
    case REQUEST.extended:
      return extended(id, reader)
    default:
      return { id, what: 'unknown' }
  }
}

/** Times and permissions are passed over; a size would cut a file off, which nobody may do behind the hub's back. */
function setstat(id: number, reader: Reader): Request {
  const path = reader.text()
  return (reader.uint32() & ATTRIBUTE.size) === 0 ? { id, what: 'setstat', path } : { id, what: 'unknown' }
}

function extended(id: number, reader: Reader): Request {
  switch (reader.text()) {
    case 'posix-rename@openssh.com':
      return { id, what: 'rename', from: reader.text(), to: reader.text(), replaces: true }
    case 'limits@openssh.com':
      return { id, what: 'limits' }
    case 'hardlink@openssh.com':
      return { id, what: 'symlink' }
    default:
      return { id, what: 'unknown' }
  }
}

class Reader {
  readonly #packet: Buffer
  #at = 0

  constructor(packet: Buffer) {
    this.#packet = packet
  }

  byte(): number {
    return this.#packet.readUInt8(this.#take(1))
  }

  uint32(): number {
    return this.#packet.readUInt32BE(this.#take(4))
  }

  uint64(): number {
    const value = this.#packet.readBigUInt64BE(this.#take(8))
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed('a position beyond 2^53')
    return Number(value)
  }

  bytes(): Buffer {
    const length = this.uint32()
    const at = this.#take(length)
    return this.#packet.subarray(at, at + length)
  }

  text(): string {
    return this.bytes().toString('utf8')
  }

  handle(): string {
    return this.bytes().toString('latin1')
  }

  #take(bytes: number): number {
    const at = this.#at
    if (at + bytes > this.#packet.length) throw new Malformed('a packet ends too early')
    this.#at += bytes
    return at
  }
}
