import * as z from 'zod'
import { FEED_SETTINGS } from './feed-settings.ts'

/** Where a feed's only file lies below the data folder. */
export interface FileLocation {
  readonly folder: string
  readonly name: string
}

/** Setting of formats with one file: folders and the file's name in one; empty: the standard place. */
export function fileLocation(standard: string) {
  return z
    .string()
    .refine((path) => path === '' || takeApart(path) !== null, {
      error: `a folder below the data folder and the name of a file in it, such as ${standard}`,
    })
    .default(standard)
    .transform((path) => path || standard)
}

/** Null for a path without folder, or whose last part is no name of a finished file. */
export function takeApart(path: string): FileLocation | null {
  const at = path.lastIndexOf('/')
  const name = path.slice(at + 1)
  if (at < 1 || name === '' || !FEED_SETTINGS.userFile.safeParse(name).success) return null
  return { folder: path.slice(0, at), name }
}
