import type { ActivityKind } from '../domain/activity-entities.ts'
import type { Image } from './history-rows.ts'
import type { PlaceNames } from './place-names.ts'

/** What a change of what somebody did is about, in words. */
export function activitySubject(kind: ActivityKind, image: Image, names: PlaceNames): string {
  const text = (field: string) => String(image[field])
  const of = `of "${names.user(image['userId'] as number)}"`
  const courseId = (image['courseId'] ?? 0) as number
  const place = courseId === 0 ? '' : ` in course "${names.course(courseId)}"`
  switch (kind) {
    case 'scormAttempt':
      return `attempt ${text('attempt')} ${of} at SCO "${text('sco')}" of "${text('scorm')}"${place}`
    case 'signupChange':
      return `sign-up ${of} for session ${text('sessionId')} of "${text('facetoface')}"${place}`
    case 'quizAttempt':
      return `attempt ${text('attempt')} ${of} at quiz "${text('quiz')}"${place}`
    case 'courseCompletion':
      return `completion ${of}${place}`
    case 'pathwayCompletion':
      return `completion ${text('attempt')} ${of} of pathway "${text('pathway')}"`
    case 'grade':
      return image['item'] === 'course'
        ? `grade ${of}${place}`
        : `grade ${of} for ${text('item')} "${text('name')}"${place}`
  }
}
