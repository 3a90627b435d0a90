import { ANSWER, ATTRIBUTE, MOST_DATA, MOST_PACKET, STATUS, type Status, VERSION } from './constants.ts'

/** What a client is told of a file or folder. Owner, group and permissions say what the login may do. */
export interface Attributes {
  readonly kind: 'file' | 'folder'
  readonly size: number
  /** Milliseconds since 1970 UTC. */
  readonly modifiedAt: number
  readonly isWritable: boolean
}

export interface NamedEntry extends Attributes {
  readonly name: string
}

/** Bytes before the data of a read: length, type, id, length of the data. */
const DATA_HEAD = 13
const ATTRIBUTE_BYTES = 4 + 8 + 8 + 4 + 8
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const HALF_A_YEAR_MS = 182 * 24 * 60 * 60_000
const FOLDER = 0o040000
const FILE = 0o100000

/** The server's hello: version 3, and what it knows beyond that. */
export function versionAnswer(): Buffer {
  const extensions = ['posix-rename@openssh.com', '1', 'limits@openssh.com', '1']
  return packet(ANSWER.version, [uint32(VERSION), ...extensions.map(text)])
}

export function statusAnswer(id: number, status: Status, message = ''): Buffer {
  return packet(ANSWER.status, [uint32(id), uint32(status), text(message), text('en')])
}

export function handleAnswer(id: number, handle: string): Buffer {
  return packet(ANSWER.handle, [uint32(id), text(handle)])
}

/** Room for the data of a read, to be filled behind `dataOf` and sent as `dataAnswer`: so that it is not copied. */
export function dataRoom(length: number): Buffer {
  return Buffer.allocUnsafeSlow(DATA_HEAD + length)
}

export function dataOf(room: Buffer): Buffer {
  return room.subarray(DATA_HEAD)
}

export function dataAnswer(id: number, room: Buffer, length: number): Buffer {
  room.writeUInt32BE(DATA_HEAD - 4 + length, 0)
  room.writeUInt8(ANSWER.data, 4)
  room.writeUInt32BE(id, 5)
  room.writeUInt32BE(length, 9)
  return room.subarray(0, DATA_HEAD + length)
}

export function attributesAnswer(id: number, attributes: Attributes): Buffer {
  return packet(ANSWER.attributes, [uint32(id), attributesBytes(attributes)])
}

/** `now` is for the long names: they show the time of young files, the year of old ones. */
export function namesAnswer(id: number, entries: readonly NamedEntry[], now: number): Buffer {
  const parts = entries.flatMap((entry) => [
    text(entry.name),
    text(longName(entry, now)),
    attributesBytes(entry),
  ])
  return packet(ANSWER.name, [uint32(id), uint32(entries.length), ...parts])
}

/** Of the limits of OpenSSH's extension: packet, read, write, open handles. */
export function limitsAnswer(id: number, handles: number): Buffer {
  const limits = [MOST_PACKET, MOST_DATA, MOST_DATA, handles].map((limit) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(limit))
    return bytes
  })
  return packet(ANSWER.extended, [uint32(id), ...limits])
}

/** Which status a client understands best; the message has the words. */
export function okAnswer(id: number): Buffer {
  return statusAnswer(id, STATUS.ok, 'Success')
}

function attributesBytes({ kind, size, modifiedAt, isWritable }: Attributes): Buffer {
  const bytes = Buffer.alloc(ATTRIBUTE_BYTES)
  const seconds = Math.floor(modifiedAt / 1000) >>> 0
  bytes.writeUInt32BE(ATTRIBUTE.size | ATTRIBUTE.owner | ATTRIBUTE.permissions | ATTRIBUTE.times, 0)
  bytes.writeBigUInt64BE(BigInt(size), 4)
  bytes.writeUInt32BE((kind === 'folder' ? FOLDER : FILE) | permissionsOf(kind, isWritable), 20)
  bytes.writeUInt32BE(seconds, 24)
  bytes.writeUInt32BE(seconds, 28)
  return bytes
}

function permissionsOf(kind: Attributes['kind'], isWritable: boolean): number {
  return (kind === 'folder' ? 0o500 : 0o400) | (isWritable ? 0o200 : 0)
}

/** As `ls -l` has it, in UTC: people read it, programs take the attributes. */
function longName({ name, kind, size, modifiedAt, isWritable }: NamedEntry, now: number): string {
  const at = new Date(modifiedAt)
  const two = (number: number) => String(number).padStart(2, '0')
  const isOld = Math.abs(now - modifiedAt) > HALF_A_YEAR_MS
  const last = isOld ? ` ${at.getUTCFullYear()}` : `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
  const day = `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)}`
  const mode = `${kind === 'folder' ? 'd' : '-'}r${isWritable ? 'w' : '-'}${kind === 'folder' ? 'x' : '-'}------`
  return `${mode}    1 rollbook rollbook ${String(size).padStart(12)} ${day} ${last} ${name}`
}

function packet(type: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 1)
  const head = Buffer.alloc(5)
  head.writeUInt32BE(length, 0)
  head.writeUInt8(type, 4)
  return Buffer.concat([head, ...parts], length + 4)
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([uint32(bytes.length), bytes])
}
