import { once } from 'node:events'
import ssh2 from 'ssh2'

/** A client of few words. */
export async function signedIn(port: number, username: string, privateKey: string) {
  const client = new ssh2.Client()
  const ready = once(client, 'ready')
  client.connect({ host: '127.0.0.1', port, username, privateKey })
  await ready
  client.on('error', () => {})
  const sftp = await new Promise<ssh2.SFTPWrapper>((resolve, reject) => {
    client.sftp((error, wrapper) => (error ? reject(error) : resolve(wrapper)))
  })
  const promised = <T>(work: (done: (error: Error | null | undefined, value?: T) => void) => void) =>
    new Promise<T>((resolve, reject) => work((error, value) => (error ? reject(error) : resolve(value as T))))
  return {
    put: (path: string, content: string) => promised<void>((done) => sftp.writeFile(path, content, done)),
    get: async (path: string) => String(await promised<Buffer>((done) => sftp.readFile(path, done))),
    list: async (path: string) =>
      (await promised<ssh2.FileEntry[]>((done) => sftp.readdir(path, done))).map(({ filename }) => filename),
    end: () => client.end(),
  }
}
