import type { Conformance, SourceFile } from '../format.ts'
import { checkPackage } from './check-package.ts'
import { reportText } from './report.ts'

/** The report that a vendor can be sent. */
export async function conformance(files: readonly SourceFile[]): Promise<Conformance> {
  const report = await checkPackage(files)
  const isTaken =
    report.refusal === null &&
    report.files.every(({ broken }) => broken.every(({ effect }) => effect === 'none'))
  return { isTaken, report, text: reportText(report) }
}
