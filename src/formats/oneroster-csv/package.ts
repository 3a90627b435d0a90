import { RollbookError, refusal } from '../../domain/finding.ts'
import type { SourceFile } from '../format.ts'
import { MANIFEST, type Manifest, readManifest } from './manifest.ts'
import { tableNames } from './tables.ts'
import type { Listed } from './vocabulary.ts'

/** The files of a package, as its manifest lists them. */
export interface Package {
  readonly manifest: Manifest
  /** The manifest's index into the files that arrived. */
  readonly manifestFile: number
  /** In the standard's order. */
  readonly tables: readonly ListedTable[]
  /** Files that are there, but not to be read: indexes into the files that arrived. */
  readonly unlisted: readonly number[]
}

export interface ListedTable {
  readonly name: string
  readonly mode: Listed
  readonly source: SourceFile
  /** Index into the files that arrived. */
  readonly file: number
}

/** A package that is refused: by which of its files, as far as that is there. */
export class PackageRefusal extends RollbookError {
  readonly file: number | null

  constructor(cause: RollbookError, file: number | null) {
    super(cause.finding, { cause })
    this.file = file
  }
}

/**
 * Reads the manifest and finds the files that it lists. Throws PackageRefusal: RB-1200 without a manifest, RB-1205 for
 * a listed file that is missing, RB-1206 for two of one name, RB-12xx and RB-10xx for a manifest that cannot be read.
 */
export async function openPackage(files: readonly SourceFile[]): Promise<Package> {
  const { missing, ...found } = await findTables(files)
  const [first] = missing
  if (first !== undefined) throw new PackageRefusal(missingFile(first), null)
  return found
}

/** The same, but listed files that are missing are told instead of thrown. */
export async function findTables(
  files: readonly SourceFile[],
): Promise<Package & { missing: readonly Omit<ListedTable, 'source' | 'file'>[] }> {
  const named = new Map<string, number>()
  for (const [index, { name }] of files.entries()) {
    const plain = plainName(name)
    if (named.has(plain)) throw new PackageRefusal(refusal('RB-1206', { value: plain }), index)
    named.set(plain, index)
  }
  const manifestFile = named.get(MANIFEST)
  if (manifestFile === undefined) throw new PackageRefusal(refusal('RB-1200'), null)
  const manifest = await blame(manifestFile, readManifest(files[manifestFile]!))
  const tables: ListedTable[] = []
  const missing: { name: string; mode: Listed }[] = []
  for (const name of tableNames(manifest.version)) {
    const mode = manifest.modes.get(name) ?? 'absent'
    if (mode === 'absent') continue
    const file = named.get(`${name}.csv`)
    if (file === undefined) missing.push({ name, mode })
    else tables.push({ name, mode, source: files[file]!, file })
  }
  const read = new Set([manifestFile, ...tables.map(({ file }) => file)])
  const unlisted = [...files.keys()].filter((index) => !read.has(index))
  return { manifest, manifestFile, tables, unlisted, missing }
}

/** RB-1205. */
export function missingFile({ name, mode }: Omit<ListedTable, 'source' | 'file'>): RollbookError {
  return refusal('RB-1205', { value: `${name}.csv`, mode })
}

/** What a file of the package refuses, the whole package is refused by. */
export async function blame<T>(file: number, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof RollbookError && !(error instanceof PackageRefusal))
      throw new PackageRefusal(error, file)
    throw error
  }
}

/** Packages are flat; an archive made of a folder has that folder before each name. */
export function plainName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}
