import type { Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import type { Table } from '../detect/table.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { DELIMITERS } from './settings.ts'

/** What a feed must set so that a sample can be read as an upload. */
export function uploadSettings({ encoding, encodingIsGuessed }: Sample, { separator }: Table) {
  const delimiter = Object.entries(DELIMITERS).find(([, sign]) => sign === separator)![0]
  return {
    ...(delimiter !== 'comma' && { delimiter }),
    ...(encodingIsGuessed && { encoding }),
  } satisfies Recognition['settings']
}

/** The columns of the sender's own. */
export function ownColumns({ header }: Table): string[] {
  return header.filter((cell) => !isRejectColumn(cell))
}
