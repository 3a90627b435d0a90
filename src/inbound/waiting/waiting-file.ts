import type { RunFile } from '../run-row.ts'

/** Does a file of a run hold records that waited, instead of having been sent with it? */
export function isWaitingFile({ inspection }: Pick<RunFile, 'inspection'>): boolean {
  return inspection?.detail?.['waiting'] === true
}

/** Those that waited come before those that were sent later; otherwise the order stays. */
export function inOrder(files: readonly RunFile[]): RunFile[] {
  return files.toSorted((one, other) => Number(isWaitingFile(other)) - Number(isWaitingFile(one)))
}
