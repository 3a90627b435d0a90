import type { Arrival } from './arrivals.ts'
import type { CheckedArrival, CheckedFile } from './check-files.ts'
import { checkedText } from './check-report.ts'
import { detectionDocument, detectionText } from './detection-report.ts'

/** Files that were looked at together, as JSON has them beside the files themselves. */
export function arrivalDocument(
  { format, detection, sources }: Arrival,
  { conformance }: CheckedArrival,
): object {
  return {
    files: sources.map(({ name }) => name),
    format: format.name,
    detected: detection === null ? null : detectionDocument(detection),
    conformance: conformance?.report ?? null,
  }
}

/** The same for people, with the files. */
export function arrivalText({ format, detection }: Arrival, { files, conformance }: CheckedArrival): string {
  const texts = detection === null ? [] : [detectionText(detection)]
  if (conformance !== null) texts.push(conformance.text)
  const shown = conformance === null ? files : besides(files, conformance.isTaken)
  return [...texts, ...shown.map((file) => checkedText(file, format.name))].join('\n')
}

/** What a report on a standard leaves to say: how records are understood, and what an import alone refuses. */
function besides(files: readonly CheckedFile[], isTaken: boolean): readonly CheckedFile[] {
  if (isTaken) return files.filter((file) => hasFirst(file) || file.refusal !== null || file.refused > 0)
  return files.filter(hasFirst).map((file) => ({ ...file, findings: [] }))
}

function hasFirst({ first }: CheckedFile): boolean {
  return first.length > 0
}
