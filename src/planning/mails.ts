import type { User } from '../domain/entities.ts'
import { fillTemplate } from '../domain/mail-template.ts'
import type { SiteFacts } from '../domain/site-facts.ts'
import type { EnrollableCourse } from '../domain/site-state.ts'
import type { Person } from '../domain/state/people-index.ts'
import type { Draft } from './draft.ts'

/** Data Hub rule M-1: to a new user, from the site's administrator. Never with a password in it (quirk Q-15). */
export function welcomeMail(user: User, facts: SiteFacts, draft: Draft): void {
  const { enabled, subject, template } = draft.policy.newUserEmail
  if (!enabled || template === '' || user.email === '') return
  draft.mail({
    to: user.email,
    from: facts.adminEmail,
    subject,
    html: fillTemplate(template, {
      sitename: facts.name,
      loginlink: loginLink(facts),
      username: user.username,
      idnumber: user.idnumber,
      firstname: user.firstname,
      lastname: user.lastname,
      fullname: fullName(user),
      email: user.email,
    }),
  })
}

/** Data Hub rule M-2: after a new course enrolment, from the administrator or the highest teacher of the course. */
export function enrolmentMail(
  person: Person,
  course: EnrollableCourse,
  teacherEmail: string | undefined,
  facts: SiteFacts,
  draft: Draft,
): void {
  enrolmentNotices(person, course, teacherEmail, facts, draft)
  const { enabled, from, subject, template } = draft.policy.newEnrolmentEmail
  if (!enabled || template === '' || person.email === '') return
  draft.mail({
    to: person.email,
    from: (from === 'teacher' ? teacherEmail : undefined) ?? facts.adminEmail,
    subject,
    html: fillTemplate(template, {
      sitename: facts.name,
      user_username: person.username,
      user_idnumber: person.idnumber,
      user_firstname: person.firstname,
      user_lastname: person.lastname,
      user_fullname: fullName(person),
      user_email: person.email,
      course_fullname: course.fullname,
      course_shortname: course.shortname,
      course_idnumber: course.idnumber,
      course_summary: course.summary,
    }),
  })
}

const NOTICE = '<p>%%user_fullname%% has been enrolled in the course %%course_fullname%% of %%sitename%%.</p>'

/** To those who look after the course and the site (moodle-csv.md 1.2). */
function enrolmentNotices(
  person: Person,
  course: EnrollableCourse,
  teacherEmail: string | undefined,
  facts: SiteFacts,
  draft: Draft,
): void {
  const { newEnrolmentNotice: asked } = draft.policy
  if (asked === undefined) return
  const html = fillTemplate(NOTICE, {
    sitename: facts.name,
    user_fullname: fullName(person),
    course_fullname: course.fullname,
  })
  const told = new Set<string>()
  if (asked.teacher && teacherEmail !== undefined) told.add(teacherEmail)
  if (asked.admin) told.add(facts.adminEmail)
  for (const to of told)
    draft.mail({ to, from: facts.adminEmail, subject: 'New enrolment in a course', html })
}

function fullName(person: Person): string {
  return `${person.firstname} ${person.lastname}`
}

function loginLink(facts: SiteFacts): string {
  return `${facts.url.replace(/\/$/, '')}/login/index.php`
}
