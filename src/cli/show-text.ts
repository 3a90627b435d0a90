import { styleText } from 'node:util'
import type { ShownCourse } from '../inbound/show-course.ts'
import type { EnrolmentRow } from '../inbound/show-enrolments.ts'
import type { ShownEnrolment, ShownUser } from '../inbound/show-user.ts'
import { factsText } from './facts-text.ts'
import { printable } from './printable.ts'
import { instantText } from './times.ts'

export function userText({
  removed,
  passwordSet,
  profile,
  more,
  enrolments,
  roles,
  ...fields
}: ShownUser): string {
  const title = `user ${fields.username}${removed ? ' (removed)' : ''}`
  const values = profile.map(({ shortname, value, isDefault }) => [
    `profile ${shortname}`,
    value === '' || !isDefault ? value : `${value} (default)`,
  ]) as [string, string][]
  return [
    heading(title),
    factsText(
      [
        ...Object.entries(fields),
        ...Object.entries(more),
        ['password', passwordSet === null ? '(unknown)' : passwordSet ? '(set)' : '(none)'],
        ...values,
      ],
      '  ',
    ),
    ...(enrolments.length === 0
      ? []
      : [heading('enrolments'), ...enrolments.map((one) => `  ${placeText(one.course, one)}\n`)]),
    ...(roles.length === 0 ? [] : [heading('roles')]),
    ...roles.map(
      ({ role, context, instance }) => `  ${printable(`${role} in ${context} ${instance}`.trim())}\n`,
    ),
  ].join('')
}

export function courseText(course: ShownCourse): string {
  const { category, guestAccess, enrolments, roles, groups, groupings, activities, more, ...fields } = course
  const guests =
    guestAccess &&
    `${guestAccess.enabled ? 'open' : 'closed'}${guestAccess.passwordSet ? ', with a password' : ''}`
  const people = Object.entries(roles).map(([role, number]) => `${number} ${role}`)
  return [
    heading(`course ${fields.shortname}`),
    factsText(
      [
        ['category', category],
        ...Object.entries(fields),
        ...Object.entries(more),
        ['guests', guests],
        ['enrolments', `${enrolments.active} active, ${enrolments.suspended} suspended`],
        ['roles', people.join(', ')],
        ['groups', groups.map(({ name, members }) => `${name} (${members})`).join(', ')],
        ['groupings', groupings.map(({ name, groups }) => `${name}: ${groups.join(', ')}`).join('; ')],
        ['content', activities.join(', ')],
      ],
      '  ',
    ),
  ].join('')
}

/** `maria in BIO-101 (manual): active from 2026-09-01 08:00:00, as student, in Lab A` */
export function enrolmentText(row: EnrolmentRow): string {
  return `${printable(row.username)} in ${placeText(row.course, row)}`
}

function placeText(
  course: string,
  { method, status, timeStart, timeEnd, roles, groups }: Omit<ShownEnrolment, 'course'>,
): string {
  const parts = [
    `${course} (${method}): ${status}`,
    timeStart === null ? '' : ` from ${instantText(timeStart)}`,
    timeEnd === null ? '' : ` to ${instantText(timeEnd)}`,
    roles.length === 0 ? '' : `, as ${roles.join(', ')}`,
    groups.length === 0 ? '' : `, in ${groups.join(', ')}`,
  ]
  return printable(parts.join(''))
}

function heading(title: string): string {
  return `${styleText('bold', printable(title))}\n`
}
