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
  // What a report says of the files need not be said twice; it has no records.
  const shown =
    conformance === null || conformance.isTaken ? files : files.filter(hasFirst).map(withoutFindings)
  return [...texts, ...shown.map((file) => checkedText(file, format.name))].join('\n')
}

function hasFirst({ first }: CheckedFile): boolean {
  return first.length > 0
}

function withoutFindings(file: CheckedFile): CheckedFile {
  return { ...file, findings: [] }
}
