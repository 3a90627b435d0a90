import type { ActivityEntities, ActivityKind } from '../domain/activity-entities.ts'
import { type ActivitySync, wantedActivity } from '../domain/activity-wish.ts'
import type { Refs } from '../domain/refs.ts'
import { type ActivityState, activityName } from '../domain/site-state.ts'
import { CourseIndex } from '../domain/state/course-index.ts'
import { PeopleIndex } from '../domain/state/people-index.ts'
import type { SiteReader } from './site.ts'

/** Loads people and courses that the records name, and what the site has already of what they tell. */
export async function loadActivity(
  refs: Refs,
  site: SiteReader,
  newId: () => number,
): Promise<ActivityState> {
  const people = new PeopleIndex(
    await site.people({
      usernames: [...refs.usernames],
      emails: [...refs.emails],
      idnumbers: [...refs.idnumbers],
    }),
  )
  const courses = new CourseIndex(
    await site.enrollableCourses({
      shortnames: [...refs.shortnames],
      idnumbers: [...refs.courseIdnumbers],
    }),
  )
  const facts = await site.facts()
  const known: ActivityState['known'] = new Map()
  for (const [kind, actions] of Map.groupBy(refs.activities, ({ of }) => of)) {
    const wanted = actions.flatMap((action) => wantedOf(action, people, courses, facts.timezone))
    const each = new Map(wanted.map((entity) => [activityName(kind, entity), entity]))
    for (const entity of await site.activities(kind, [...each.values()] as never)) {
      known.set(activityName(kind, entity), entity)
    }
  }
  return { facts, newId, people, courses, known }
}

/** None where the person or the course is not one: planning refuses the record. */
function wantedOf(
  action: ActivitySync,
  people: ActivityState['people'],
  courses: ActivityState['courses'],
  zone: string,
): ActivityEntities[ActivityKind][] {
  const [userId] = people.having(action.person.field, action.person.value)
  if (userId === undefined) return []
  if (action.course === null) return [wantedActivity(action, userId, 0, zone)]
  const { field, value } = action.course
  const [course] = field === 'shortname' ? courses.withShortname(value) : courses.withIdnumber(value)
  return course === undefined ? [] : [wantedActivity(action, userId, course.id, zone)]
}
