import type { ActivityDataset } from '../../../../domain/activity.ts'
import type { DatasetReader } from '../reading.ts'
import { completion } from './completion.ts'
import { faceToFace } from './face-to-face.ts'
import { grade } from './grade.ts'
import { pathway } from './pathway.ts'
import { quiz } from './quiz.ts'
import { scorm } from './scorm.ts'

/** How each dataset is read. */
export const DATASET_READERS: { readonly [D in ActivityDataset]: DatasetReader<D> } = {
  scorm,
  'face-to-face': faceToFace,
  quiz,
  completion,
  pathway,
  grade,
}
