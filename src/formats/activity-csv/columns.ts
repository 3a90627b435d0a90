import type { ActivityDataset } from '../../domain/activity.ts'

/** The columns of a dataset's files. */
export interface Columns {
  /** Without them a file is not taken. */
  readonly needed: readonly string[]
  /** Those that may be missing. */
  readonly others: readonly string[]
  /** The column that no other dataset has; null: the dataset is known by having none. */
  readonly own: string | null
}

export const COLUMNS: { readonly [D in ActivityDataset]: Columns } = {
  scorm: {
    needed: ['user', 'scorm', 'sco', 'attempt', 'time'],
    others: ['course', 'status', 'completionStatus', 'successStatus', 'score', 'statusTime'],
    own: 'scorm',
  },
  'face-to-face': {
    needed: ['user', 'facetoface', 'sessionId', 'status', 'time'],
    others: ['course', 'sessionDate'],
    own: 'facetoface',
  },
  quiz: {
    needed: ['user', 'quiz', 'attempt', 'state', 'time'],
    others: ['course', 'score', 'passScore', 'decimalPoints', 'preview', 'timeFinish'],
    own: 'quiz',
  },
  completion: { needed: ['user', 'course', 'time'], others: [], own: null },
  pathway: { needed: ['user', 'pathway', 'time'], others: ['attempt'], own: 'pathway' },
  grade: {
    needed: ['user', 'course', 'grade', 'time'],
    others: ['item', 'name', 'min', 'max'],
    own: 'grade',
  },
}
