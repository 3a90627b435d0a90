import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import ssh2, { type SFTPWrapper } from 'ssh2'

const { STATUS_CODE } = ssh2.utils.sftp
export const ODD_PASSWORD = 'correct horse'

/** An SFTP server of the oldest kind, without extensions, whose files are in memory, with faults of its own. */
export interface OddServer extends AsyncDisposable {
  readonly port: number
  readonly hostKey: string
  readonly files: Map<string, Buffer>
  /** Bytes after which it confirms writes and keeps nothing, as with a full disk. */
  room: number
  /** Nothing may be looked at or read. */
  writeOnly: boolean
  /** It opens no file, and does not say so. */
  silent: boolean
}

export async function oddServer(): Promise<OddServer> {
  const keys = ssh2.utils.generateKeyPairSync('ed25519')
  const server = new ssh2.Server({ hostKeys: [keys.private] }, (client) => {
    client.on('error', () => {})
    client.on('authentication', (context) => {
      if (context.method === 'password' && context.password === ODD_PASSWORD) context.accept()
      else context.reject(['password'])
    })
    client.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => serve(acceptSftp(), state))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const state: OddServer = {
    port: (server.address() as AddressInfo).port,
    hostKey: keys.public.trim(),
    files: new Map(),
    room: Number.POSITIVE_INFINITY,
    writeOnly: false,
    silent: false,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
  return state
}

function serve(sftp: SFTPWrapper, state: OddServer): void {
  const { files } = state
  const pathOf = (handle: Buffer) => handle.toString()
  sftp.on('OPEN', (id, path, flags) => {
    if (state.silent) return
    const isWrite = (flags & ssh2.utils.sftp.OPEN_MODE.WRITE) !== 0
    if (!isWrite && state.writeOnly) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED)
    if (isWrite) files.set(path, Buffer.alloc(0))
    else if (!files.has(path)) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE)
    sftp.handle(id, Buffer.from(path))
  })
  sftp.on('WRITE', (id, handle, offset, data) => {
    const before = files.get(pathOf(handle))!
    const after = Buffer.alloc(Math.max(before.length, offset + data.length))
    before.copy(after)
    data.copy(after, offset)
    files.set(pathOf(handle), after.subarray(0, state.room))
    sftp.status(id, STATUS_CODE.OK)
  })
  sftp.on('STAT', (id, path) => {
    const file = files.get(path)
    if (state.writeOnly) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED)
    if (file === undefined) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE)
    sftp.attrs(id, { mode: 0o100644, uid: 0, gid: 0, size: file.length, atime: 0, mtime: 0 })
  })
  sftp.on('RENAME', (id, from, to) => {
    if (files.has(to) || !files.has(from)) return sftp.status(id, STATUS_CODE.FAILURE)
    files.set(to, files.get(from)!)
    files.delete(from)
    sftp.status(id, STATUS_CODE.OK)
  })
  sftp.on('REMOVE', (id, path) => {
    sftp.status(id, files.delete(path) ? STATUS_CODE.OK : STATUS_CODE.NO_SUCH_FILE)
  })
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK))
}
