import type { ActivityDataset } from '../../domain/activity.ts'
import { completion } from './completion.ts'
import type { DatasetRules } from './dataset.ts'
import { faceToFace } from './face-to-face.ts'
import { grade } from './grade.ts'
import { pathway } from './pathway.ts'
import { quiz } from './quiz.ts'
import { scorm } from './scorm.ts'

type AllRules = { readonly [D in ActivityDataset]: DatasetRules<D> }

/** Every dataset of activity with its rules. A new one is its file and a line here. */
const RULES: AllRules = { scorm, 'face-to-face': faceToFace, quiz, completion, pathway, grade }

export function datasetRules<D extends ActivityDataset>(dataset: D): DatasetRules<D> {
  return RULES[dataset]
}

/** The prefixes of file names that belong to this kind of feed (outbound rule O-47). */
export const PREFIXES: readonly string[] = Object.values(RULES).map(({ prefix }) => prefix)
