import { type Command, InvalidArgumentError } from 'commander'
import type { ShownCourse } from '../../inbound/show-course.ts'
import type { EnrolmentRow } from '../../inbound/show-enrolments.ts'
import type { ShownUser } from '../../inbound/show-user.ts'
import { viewCourses, viewEnrolments, viewUsers } from '../../inbound/views.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { courseText, enrolmentText, userText } from '../show-text.ts'
import { addSiteOption, type SiteOption, siteIdOf } from '../site-option.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook show`: what a site has. */
export const showCommand: CommandModule = (program) => {
  const show = program
    .command('show')
    .description('Show a person, a course or enrolments as the site has them now.')
    .addHelpText('after', example('rollbook show user mlopez', 'shows a person with enrolments and roles'))
  addUser(show)
  addCourse(show)
  addEnrolments(show)
}

function addUser(show: Command): void {
  addSiteOption(show.command('user'))
    .description('Show a person: fields, profile, enrolments, roles and groups. Never a password.')
    .argument('<NAME>', 'user name, or email:ADDRESS, or idnumber:NUMBER')
    .addHelpText('after', example('rollbook show user email:maria@example.org', 'shows who has this address'))
    .action(
      withHub(async (context, name: string, options: SiteOption) => {
        const siteId = await siteIdOf(context, options)
        const { hub, organisationId, output } = context
        const users = await viewUsers(hub, organisationId, siteId, name)
        await output.show({ users } satisfies { users: ShownUser[] }, () => users.map(userText).join('\n'))
        return EXIT.clean
      }),
    )
}

function addCourse(show: Command): void {
  addSiteOption(show.command('course'))
    .description('Show a course: fields, category, guest access, counts, groups and content.')
    .argument('<NAME>', 'short name, or idnumber:NUMBER')
    .addHelpText('after', example('rollbook show course BIO-101', 'shows a course'))
    .action(
      withHub(async (context, name: string, options: SiteOption) => {
        const siteId = await siteIdOf(context, options)
        const { hub, organisationId, output } = context
        const courses = await viewCourses(hub, organisationId, siteId, name)
        await output.show({ courses } satisfies { courses: ShownCourse[] }, () =>
          courses.map(courseText).join('\n'),
        )
        return EXIT.clean
      }),
    )
}

interface EnrolmentsOptions extends SiteOption {
  readonly user?: string
  readonly course?: string
}

function addEnrolments(show: Command): void {
  addSiteOption(show.command('enrolments'))
    .description(
      'Show the enrolments of a person, of a course, or of a person in a course. With --json a document on each line.',
    )
    .option('--user <NAME>', 'user name, or email:ADDRESS, or idnumber:NUMBER')
    .option('--course <NAME>', 'short name, or idnumber:NUMBER')
    .addHelpText(
      'after',
      example('rollbook show enrolments --course BIO-101', 'shows who is enrolled in a course'),
    )
    .action(
      withHub(async (context, { user, course, ...options }: EnrolmentsOptions) => {
        if (user === undefined && course === undefined) {
          throw new InvalidArgumentError('--user or --course is needed, or both')
        }
        const siteId = await siteIdOf(context, options)
        const { hub, organisationId, output } = context
        const rows: AsyncIterable<EnrolmentRow> = viewEnrolments(hub, organisationId, siteId, {
          user,
          course,
        })
        await output.stream(rows, enrolmentText)
        return EXIT.clean
      }),
    )
}
