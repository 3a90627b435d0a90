import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { DEFAULT_NAME } from '../domain/default-name.ts'
import { refusal } from '../domain/finding.ts'
import type { Hub } from './hub.ts'

/** Names in the data folder that are Rollbook's own: no feed may read or write there. */
const OWN = /^(?:archive|files|intake|organisations|pglite|rollbook\b.*|sftp)$/i

/**
 * A folder that a feed's setting names, as a real path. It lies below the data folder or, for any organisation but the
 * one of a fresh installation, below a folder of its own there, so that no organisation reaches another's files. A
 * leading slash is that folder. The folder need not exist; links that lead outside are not followed.
 *
 * Throws RB-8006 for a path that leads outside, or into a folder of Rollbook itself.
 */
export async function feedFolder(
  hub: Hub,
  organisationId: number,
  field: 'importPath' | 'logPath',
  value: string,
): Promise<string> {
  const root = await organisationRoot(hub, organisationId)
  const path = resolve(root, `.${sep}${value}`)
  if (!value.includes('\0') && isBelow(root, path)) {
    // The data folder itself may be reached through a link; what matters is where things lie in truth.
    const [realRoot, real] = await Promise.all([realpathOfSome(root), realpathOfSome(path)])
    if (realRoot !== null && real !== null && isBelow(realRoot, real)) return real
  }
  throw refusal('RB-8006', { field, value })
}

async function organisationRoot(hub: Hub, organisationId: number): Promise<string> {
  const { name } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('organisation').select('name').where('id', '=', organisationId).executeTakeFirstOrThrow(),
  )
  const dataFolder = resolve(hub.dataFolder)
  return name === DEFAULT_NAME ? dataFolder : join(dataFolder, 'organisations', String(organisationId))
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path)
  if (way === '' || isAbsolute(way)) return false
  const [first = ''] = way.split(sep)
  return first !== '..' && !OWN.test(first)
}

/** The real path of what is there of a path, with the rest behind it. Null when something on the way is no folder. */
async function realpathOfSome(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) return null
    const parent = await realpathOfSome(dirname(path))
    return parent === null ? null : join(parent, basename(path))
  }
}
