import type { SiteState } from '../site-state.ts'

/** Ends a course with what hangs on it. */
export function deleteCourse(site: SiteState, id: number): void {
  site.courses.delete(id)
  for (const { userid, courseid } of site.enrolments.all()) {
    if (courseid === id) site.enrolments.delete(`${userid}:${courseid}`)
  }
  for (const { roleid, userid, context } of site.roleAssignments.all()) {
    if (context === `course:${id}`) site.roleAssignments.delete(`${roleid}:${userid}:${context}`)
  }
  for (const group of site.groups.filter(({ courseid }) => courseid === id)) deleteGroup(site, group.id)
  for (const grouping of site.groupings.filter(({ courseid }) => courseid === id)) {
    site.groupings.delete(grouping.id)
  }
}

export function deleteGroup(site: SiteState, id: number): void {
  site.groups.delete(id)
  for (const { a, b } of site.groupMembers.all()) if (a === id) site.groupMembers.delete(`${a}:${b}`)
  for (const { a, b } of site.groupingGroups.all()) if (b === id) site.groupingGroups.delete(`${a}:${b}`)
}
