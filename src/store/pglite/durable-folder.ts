import { fsyncSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/**
 * PGlite's own start has `-F`: PostgreSQL then never waits for the disk, and a power cut can cost what was committed,
 * or the database. Without it, and with `wal_sync_method=fsync` (the only method that reaches the file system below;
 * the default, fdatasync, is an empty function there), each commit is on the disk before it is answered.
 */
export const DURABLE_START = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  '-c',
  'wal_sync_method=fsync',
  // PGlite takes 128 MB and fills them with zeros at once. What is not in these is mostly in the system's own cache.
  '-c',
  'shared_buffers=16MB',
]

interface EmscriptenModule {
  NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => void } }
}

/** The folder of a database, with the fsync that PGlite's file system leaves out. */
export class DurableFolder extends NodeFS {
  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const made = await super.init(...args)
    made.emscriptenOpts.preRun?.push((module) => {
      const { NODEFS } = module as unknown as EmscriptenModule
      NODEFS.stream_ops.fsync = ({ nfd }) => fsyncSync(nfd)
    })
    return made
  }
}
