/** Facts of the sample site that differ from those of a fresh one, its profile fields and its roles. */
export const SITE = {
  site: {
    name: 'Fernhollow University',
    url: 'https://learn.example.edu',
    adminEmail: 'registry@example.edu',
    timezone: 'Europe/London',
    languages: ['en', 'cy', 'es', 'fr'],
    courseDefaults: { numsections: 10 },
  },
  profileFields: [
    {
      shortname: 'year',
      name: 'Year of study',
      type: 'menu',
      options: ['First', 'Second', 'Third', 'Master', 'Doctorate'],
    },
    { shortname: 'started', name: 'Studies began', type: 'datetime', includeTime: false },
    { shortname: 'library', name: 'Library card', type: 'checkbox', default: '0' },
    { shortname: 'knownas', name: 'Known as', type: 'text' },
    { shortname: 'about', name: 'About me', type: 'textarea' },
  ],
  roles: [
    { shortname: 'manager', contexts: ['system', 'coursecat', 'course'] },
    { shortname: 'coursecreator', contexts: ['system', 'coursecat'] },
    { shortname: 'editingteacher', contexts: ['course'] },
    { shortname: 'teacher', contexts: ['course'] },
    { shortname: 'student', contexts: ['course'] },
    { shortname: 'tutor', contexts: ['user'] },
  ],
} as const

/** Settings of the feed that brings day-1 and day-2. */
export const SETTINGS = {
  createGroupsAndGroupings: true,
  newUserEmail: {
    enabled: true,
    subject: 'Your account at Fernhollow University',
    template:
      '<p>Dear %%firstname%%,</p><p>your user name at %%sitename%% is <b>%%username%%</b>. Begin at <a href="%%loginlink%%">%%loginlink%%</a>, where you can set a password.</p>',
  },
  newEnrolmentEmail: {
    enabled: false,
    from: 'teacher',
    subject: 'A new course',
    template:
      '<p>Dear %%user_firstname%%,</p><p>you now take part in %%course_fullname%% (%%course_shortname%%) at %%sitename%%.</p>',
  },
} as const

/**
 * Settings for the spreadsheet files. The user file is in Windows-1252 with semicolons; the enrolment file says by
 * its byte order mark that it is UTF-8, and has commas.
 */
export const SPREADSHEET_SETTINGS = { ...SETTINGS, encoding: 'windows-1252', separator: 'detect' } as const
