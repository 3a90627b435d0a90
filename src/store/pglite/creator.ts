import { PGlite } from '@electric-sql/pglite'
import type { Made } from './create-folder.ts'
import { DURABLE_START, DurableFolder } from './durable-folder.ts'

/** The process that makes a database's folder. It ends with the one that began it, so that nobody else meets its files. */
process.once('disconnect', () => process.exit(1))

const made = await create(process.argv[2]!)
process.send!(made, () => process.exit(0))

async function create(folder: string): Promise<Made> {
  try {
    const pglite = await PGlite.create({ fs: new DurableFolder(folder), startParams: DURABLE_START })
    await pglite.close()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
