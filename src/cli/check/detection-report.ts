import { styleText } from 'node:util'
import type { Candidate, Detection } from '../../formats/detect/detect.ts'
import { CONFIDENCES } from '../../formats/detect/recognition.ts'
import { printable } from '../printable.ts'
import { separatorWord } from './separator-word.ts'

/** What files look like, as JSON has it (`docs/reference/json.md`). */
export function detectionDocument(detection: Detection): object {
  const { others, isAmbiguous, files } = detection
  return {
    ...candidateDocument(detection),
    ambiguous: isAmbiguous,
    others: others.map(candidateDocument),
    files,
  }
}

/**
 * The same for people: a line for what it looks like, one for each reason, and what else it could be. What is nearly
 * ruled out beside a better answer is left to the document.
 */
export function detectionText(detection: Detection): string {
  const { format, recognition, others, isAmbiguous, files } = detection
  const { confidence, kind, reasons } = recognition
  const name = styleText('bold', printable(files[0]?.name ?? ''))
  const title = files.length > 1 ? `${name} and ${files.length - 1} more` : name
  if (confidence === 'no') return `${title}: of no format that is known, read as ${format.name}\n`
  const holds = kind === null ? '' : `, ${kind} records`
  const near = others.filter((other) => distance(detection, other) < 2)
  return [
    `${title}: looks like ${styleText('bold', format.name)}, ${confidence}${holds}${writtenIn(detection)}`,
    ...reasons.map((reason) => `  ${printable(reason)}`),
    ...near.map((other) => `  ${otherText(other)}`),
    ...(isAmbiguous ? ['  Only its sender can tell: say which with --format.'] : []),
    '',
  ].join('\n')
}

function candidateDocument({ format, recognition }: Candidate): object {
  const { confidence, kind, reasons, settings } = recognition
  return { format: format.name, confidence, kind, reasons, settings }
}

function distance(best: Candidate, other: Candidate): number {
  const [more, less] = [best, other].map(({ recognition }) => CONFIDENCES.indexOf(recognition.confidence))
  return more! - less!
}

function otherText({ format, recognition: { confidence, reasons } }: Candidate): string {
  return `It could also be ${format.name}, ${confidence}: ${printable(reasons.join('; '))}`
}

/** Of several files each may be written otherwise; XML has no separator. */
function writtenIn({ files, recognition }: Detection): string {
  const [file] = files
  if (file === undefined || files.length > 1) return ''
  const { encoding, separator } = file
  const isTable = separator !== null && recognition.kind !== null
  return `, ${encoding}${isTable ? `, separated by ${separatorWord(separator)}` : ''}`
}
