import { type Finding, RollbookError } from '../domain/finding.ts'
import type { Format, Inspection, Part, SourceFile } from './format.ts'

/** Looks at each file alone, unless the format looks at all of them together; then what refuses one refuses all. */
export async function inspectFiles(
  format: Format,
  files: readonly SourceFile[],
  settings: unknown,
): Promise<readonly Part[]> {
  if (format.inspectAll !== undefined) {
    if (files.length === 0) return []
    const looked = await orFinding(format.inspectAll(files, settings))
    return 'code' in looked ? files.map((_, file) => ({ file, finding: looked })) : looked
  }
  return inspectEach((file) => format.inspect(file, settings), files)
}

/** A part for each file, whatever the others are. */
export async function inspectEach(
  inspect: (file: SourceFile) => Promise<Inspection>,
  files: readonly SourceFile[],
): Promise<Part[]> {
  const parts: Part[] = []
  for (const [file, source] of files.entries()) {
    const looked = await orFinding(inspect(source))
    parts.push('code' in looked ? { file, finding: looked } : { file, inspection: looked })
  }
  return parts
}

/** The finding of a refusal, in place of the answer. Any other error is thrown on. */
async function orFinding<T>(work: Promise<T>): Promise<T | Finding> {
  try {
    return await work
  } catch (error) {
    if (error instanceof RollbookError) return error.finding
    throw error
  }
}
