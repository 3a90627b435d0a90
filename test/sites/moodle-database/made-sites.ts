import { beforeAll, describe, expect, test } from 'vitest'
import type { ActivityDataset } from '../../../src/domain/activity.ts'
import type { Notice } from '../../../src/sites/activity.ts'
import { refused } from '../../support/refused.ts'
import { ask } from './ask.ts'
import { CONFIG, type MadeTables, makeSite, type Run } from './made-site.ts'

/** Ten in the morning of a day in March, in seconds. */
const TEN = 1_772_532_000
const HOUR = 3600
/** The person, who has an account and is told of, and one who was deleted. */
const ADA = 10
const BEN = 11
const CLEO = 12

/** Where the made sites are. */
export interface Place {
  readonly url: string
  readonly run: Run
}

/** The same tests on either engine, on small sites that differ in what is in their schema. */
export function madeSites(place: () => Place): void {
  const told = async <D extends ActivityDataset>(dataset: D, prefix: string) =>
    (await ask(place().url, dataset, {}, prefix)).map(({ learner, ...fact }) => ({
      who: learner.username,
      ...fact,
    }))

  const noticed = async (dataset: ActivityDataset, prefix: string) => {
    const notices: string[] = []
    const notice: Notice = (code, value, { learner, course }) => {
      notices.push(`${code} ${value}: ${learner.username} in ${course?.shortname}`)
    }
    await ask(place().url, dataset, { notice }, prefix)
    return notices
  }

  describe('SCORM', () => {
    const values: [
      sco: number,
      userid: number,
      attempt: number,
      element: string,
      value: string,
      time: number,
    ][] = [
      [2, ADA, 1, 'cmi.core.lesson_status', 'Completed ', TEN],
      [2, ADA, 1, 'cmi.core.score.raw', '85', TEN + HOUR],
      [2, ADA, 1, 'cmi.suspend_data', 'page=9', TEN + 2 * HOUR],
      [2, ADA, 2, 'x.start.time', `${TEN}`, TEN],
      [2, BEN, 1, 'cmi.core.lesson_status', 'incomplete', TEN],
      [2, BEN, 1, 'cmi.core.score.raw', '70,5', TEN],
      [2, CLEO, 1, 'cmi.core.lesson_status', 'passed', TEN],
      // The organisation, which nobody can launch, and a SCO of a package that is being deleted.
      [1, ADA, 1, 'cmi.core.lesson_status', 'passed', TEN],
      [8, ADA, 1, 'cmi.core.lesson_status', 'passed', TEN],
      [4, ADA, 1, 'cmi.completion_status', 'completed', TEN],
      [4, ADA, 1, 'cmi.success_status', 'passed', TEN + HOUR],
      [4, ADA, 1, 'cmi.score.raw', '0.9', TEN + HOUR],
    ]
    const scormOf = (sco: number) => (sco === 4 ? 2 : sco === 8 ? 9 : 1)
    const packages: MadeTables = {
      scorm: [
        { id: 1, course: 2, name: 'Forced', forcecompleted: 1 },
        { id: 2, course: 2, name: 'Of 2004', forcecompleted: 0 },
        { id: 9, course: 2, name: 'Going', forcecompleted: 0 },
      ],
      scorm_scoes: [
        { id: 1, scorm: 1, title: 'Organisation', launch: '' },
        { id: 2, scorm: 1, title: 'Unit 1', launch: 'a.html' },
        { id: 4, scorm: 2, title: 'Unit 2', launch: 'b.html' },
        { id: 8, scorm: 9, title: 'Unit 3', launch: 'c.html' },
      ],
    }
    const expected = [
      {
        key: '10.1.2.1',
        who: 'ada',
        scorm: 'Forced',
        sco: 'Unit 1',
        attempt: 1,
        completionStatus: 'completed',
        successStatus: null,
        score: '85',
        time: (TEN + 2 * HOUR) * 1000,
        // The site has made it completed when the score came.
        statusTime: (TEN + HOUR) * 1000,
      },
      { key: '10.1.2.2', completionStatus: 'not attempted', score: null, statusTime: TEN * 1000 },
      {
        key: '10.2.4.1',
        completionStatus: 'completed',
        successStatus: 'passed',
        score: '0.9',
        statusTime: (TEN + HOUR) * 1000,
      },
      { key: '11.1.2.1', who: 'ben', completionStatus: 'incomplete', score: null },
    ]

    beforeAll(async () => {
      const { run } = place()
      const tracks = values.map(([scoid, userid, attempt, element, value, timemodified], at) => {
        return { id: at + 1, userid, scormid: scormOf(scoid), scoid, attempt, element, value, timemodified }
      })
      await makeSite(run, 'old_', { ...packages, scorm_scoes_track: tracks })
      const elements = [...new Set(values.map(([, , , element]) => element))]
      const attempts = new Map(tracks.map((row) => [`${row.userid}.${row.scormid}.${row.attempt}`, row]))
      const attemptIds = [...attempts.keys()]
      await makeSite(run, 'new_', {
        ...packages,
        scorm_attempt: [
          ...[...attempts.values()].map(({ userid, scormid, attempt }, at) => {
            return { id: at + 1, userid, scormid, attempt }
          }),
          // Two windows at once made the attempt twice.
          { id: 100, userid: ADA, scormid: 1, attempt: 1 },
        ],
        scorm_element: elements.map((element, at) => ({ id: at + 1, element })),
        scorm_scoes_value: [
          ...tracks.map(({ id, userid, scormid, scoid, attempt, element, value, timemodified }) => ({
            id,
            scoid,
            attemptid: attemptIds.indexOf(`${userid}.${scormid}.${attempt}`) + 1,
            elementid: elements.indexOf(element) + 1,
            value,
            timemodified,
          })),
          // The same element twice: the later one counts, and of the same second the later stored.
          { id: 100, scoid: 2, attemptid: 100, elementid: 1, value: 'incomplete', timemodified: TEN - HOUR },
          { id: 101, scoid: 2, attemptid: 100, elementid: 2, value: '10', timemodified: TEN - HOUR },
        ],
      })
    })

    test.each(['old_', 'new_'])('is told alike by both generations of tables (%s)', async (prefix) => {
      expect(await told('scorm', prefix)).toMatchObject(expected)
      expect(await told('scorm', prefix)).toHaveLength(expected.length)
    })

    test.each(['old_', 'new_'])('is noticed where a score is no number (%s)', async (prefix) => {
      expect(await noticed('scorm', prefix)).toEqual(['RB-9096 Forced: ben in FIRE'])
    })

    test.each(['old_', 'new_'])('is told for any change in the window, as it is now (%s)', async (prefix) => {
      const at = (hours: number) => (TEN + hours * HOUR) * 1000
      const suspended = await ask(place().url, 'scorm', { from: at(2), to: at(3) }, prefix)
      expect(suspended).toMatchObject([{ key: '10.1.2.1', score: '85' }])
      expect(await ask(place().url, 'scorm', { from: at(3), to: at(4) }, prefix)).toEqual([])
    })
  })

  describe('quizzes', () => {
    const attempt = (id: number, state: string, more: object = {}) => ({
      id,
      quiz: 1,
      userid: ADA,
      attempt: id,
      state,
      preview: 0,
      sumgrades: '2.00000',
      timefinish: TEN,
      timemodified: TEN,
      ...more,
    })
    beforeAll(() =>
      makeSite(place().run, 'quiz_', {
        quiz: [
          { id: 1, course: 2, name: 'Thirds', grade: '10.00000', sumgrades: '3.00000', decimalpoints: 3 },
          {
            id: 2,
            course: 2,
            name: 'Without marks',
            grade: '10.00000',
            sumgrades: '0.00000',
            decimalpoints: 2,
          },
        ],
        quiz_attempts: [
          attempt(1, 'finished'),
          attempt(2, 'inprogress', { sumgrades: null, timefinish: 0, timemodified: TEN + HOUR }),
          attempt(3, 'abandoned', { sumgrades: null, timefinish: 0 }),
          attempt(4, 'submitted', { sumgrades: null }),
          attempt(5, 'notstarted', { sumgrades: null, timefinish: 0 }),
          attempt(6, 'of a patch'),
          attempt(7, 'finished', { preview: 1 }),
          attempt(8, 'finished', { quiz: 2 }),
          // The scheduler closes it in the past.
          attempt(9, 'finished', { sumgrades: '-0.50000', timefinish: TEN - 5 * HOUR }),
        ],
        grade_items: [
          {
            id: 1,
            itemtype: 'mod',
            itemmodule: 'quiz',
            iteminstance: 1,
            itemnumber: 0,
            gradepass: '6.00000',
          },
          {
            id: 2,
            itemtype: 'mod',
            itemmodule: 'quiz',
            iteminstance: 1,
            itemnumber: 1,
            gradepass: '9.00000',
          },
        ],
      }),
    )

    test('have their states, exact scores and pass marks, without previews and what is not begun', async () => {
      expect(await told('quiz', 'quiz_')).toMatchObject([
        { key: '10.1.1', state: 'finished', score: '6.66666666666666666666', passScore: '6.00000' },
        { key: '10.1.2', state: 'inprogress', score: null, timeFinish: null, time: (TEN + HOUR) * 1000 },
        { key: '10.1.3', state: 'abandoned', score: null, timeFinish: null },
        { key: '10.1.4', state: 'submitted', score: null, timeFinish: TEN * 1000 },
        { key: '10.1.9', score: '-1.66666666666666666666' },
        { key: '10.2.8', quiz: 'Without marks', score: '0', passScore: null },
      ])
    })

    test('in a state that is not known are left out and noticed', async () => {
      expect(await noticed('quiz', 'quiz_')).toEqual(['RB-9094 of a patch: ada in FIRE'])
    })

    test('are told by either time', async () => {
      const window = { from: (TEN - 6 * HOUR) * 1000, to: (TEN - 4 * HOUR) * 1000 }
      expect((await ask(place().url, 'quiz', window, 'quiz_')).map(({ key }) => key)).toEqual(['10.1.9'])
    })
  })

  describe('grades', () => {
    const item = (id: number, courseid: number, more: object = {}) => ({
      id,
      courseid,
      itemtype: 'course',
      gradetype: 1,
      grademin: '0.00000',
      grademax: '100.00000',
      calculation: '',
      needsupdate: 0,
      ...more,
    })
    const total = (id: number, itemid: number, userid: number, more: object = {}) => ({
      id,
      itemid,
      userid,
      finalgrade: '40.00000',
      rawgrademin: '0.00000',
      rawgrademax: '50.00000',
      overridden: 0,
      timemodified: TEN,
      ...more,
    })
    const course = (id: number) => ({ id, category: 5, shortname: `C${id}`, fullname: `Course ${id}` })
    beforeAll(() =>
      makeSite(place().run, 'grade_', {
        course: [2, 3, 4].map(course),
        grade_items: [
          item(1, 2),
          item(2, 3, { calculation: '=##gi1##', needsupdate: 1 }),
          item(3, 4, { calculation: '=1' }),
        ],
        grade_grades: [
          total(1, 1, ADA, { overridden: TEN + HOUR }),
          total(2, 1, BEN, { finalgrade: null }),
          total(3, 2, ADA),
          total(4, 3, ADA),
          total(5, 1, CLEO),
        ],
        grade_settings: [{ id: 1, courseid: 4, name: 'minmaxtouse', value: '2' }],
        grade_letters: [
          { id: 1, contextid: 1, lowerboundary: '50.00000', letter: 'Of the site' },
          { id: 2, contextid: 33, lowerboundary: '0.00000', letter: 'Low' },
          { id: 3, contextid: 33, lowerboundary: '55.00000', letter: 'Of the category' },
        ],
        context: [
          { id: 102, contextlevel: 50, instanceid: 2, path: '/1/33/102' },
          { id: 103, contextlevel: 50, instanceid: 3, path: '/1/34/103' },
          // The same number in another level.
          { id: 104, contextlevel: 70, instanceid: 2, path: '/1/104' },
        ],
      }),
    )

    test('have the range of the person, unless a formula makes them, and the nearest letters', async () => {
      const category = [
        ['55.00000', 'Of the category'],
        ['0.00000', 'Low'],
      ]
      expect(await told('grade', 'grade_')).toMatchObject([
        { key: '10.2', grade: '40.00000', max: '50.00000', letters: category, time: (TEN + HOUR) * 1000 },
        { key: '10.3', max: '100.00000', letters: [['50.00000', 'Of the site']], time: TEN * 1000 },
        { key: '10.4', max: '50.00000', letters: null },
      ])
    })

    test('are noticed where the site has still to calculate them anew', async () => {
      expect(await noticed('grade', 'grade_')).toEqual(['RB-9097 C3: ada in C3'])
    })
  })

  describe('on Totara', () => {
    const totara = [
      ...CONFIG,
      { id: 20, name: 'totara_version', value: '13.1' },
      { id: 21, name: 'totara_release', value: '13.1 (Build: 20200828.00)' },
    ]
    beforeAll(() =>
      makeSite(place().run, 'tot_', {
        config: totara,
        course_completions: [
          { id: 1, userid: ADA, course: 2, status: 50, timecompleted: TEN },
          { id: 2, userid: BEN, course: 2, status: 75, timecompleted: TEN },
          { id: 3, userid: 13, course: 2, status: 50, timecompleted: TEN },
          { id: 4, userid: CLEO, course: 2, status: 50, timecompleted: TEN },
          { id: 5, userid: ADA, course: 1, status: 25, timecompleted: TEN },
        ],
        course_completion_history: [
          { id: 1, userid: ADA, courseid: 2, timecompleted: TEN - 100 * HOUR },
          { id: 2, userid: ADA, courseid: 2, timecompleted: TEN - 100 * HOUR },
          { id: 3, userid: ADA, courseid: 2, timecompleted: TEN },
        ],
        facetoface: [{ id: 1, course: 2, name: 'Workshop' }],
        facetoface_sessions: [
          { id: 4, facetoface: 1 },
          { id: 5, facetoface: 1 },
        ],
        facetoface_sessions_dates: [
          { id: 1, sessionid: 4, timestart: TEN + 9 * HOUR },
          { id: 2, sessionid: 4, timestart: TEN + 5 * HOUR },
        ],
        facetoface_signups: [
          { id: 1, sessionid: 4, userid: ADA },
          { id: 2, sessionid: 5, userid: BEN },
        ],
        facetoface_signups_status: [
          { id: 1, signupid: 1, statuscode: 45, timecreated: TEN },
          { id: 2, signupid: 1, statuscode: 70, timecreated: TEN },
          { id: 3, signupid: 1, statuscode: 85, timecreated: TEN + HOUR },
          { id: 4, signupid: 2, statuscode: 60, timecreated: TEN },
          { id: 5, signupid: 2, statuscode: 0, timecreated: TEN },
          { id: 6, signupid: 2, statuscode: 77, timecreated: TEN },
        ],
        prog: [
          { id: 7, fullname: 'Induction', certifid: null },
          { id: 8, fullname: 'First aid certificate', certifid: 3 },
        ],
        prog_completion: [
          { id: 1, programid: 7, userid: ADA, coursesetid: 0, status: 1, timecompleted: TEN },
          { id: 2, programid: 7, userid: ADA, coursesetid: 4, status: 3, timecompleted: TEN - HOUR },
          { id: 3, programid: 7, userid: BEN, coursesetid: 0, status: 0, timecompleted: 0 },
          // Of a certification: its own tables tell.
          { id: 4, programid: 8, userid: ADA, coursesetid: 0, status: 1, timecompleted: TEN },
        ],
        prog_completion_history: [
          { id: 1, programid: 7, userid: ADA, coursesetid: 0, status: 1, timecompleted: TEN - 90 * HOUR },
        ],
        certif_completion: [
          { id: 1, certifid: 3, userid: ADA, timecompleted: TEN },
          { id: 2, certifid: 3, userid: BEN, timecompleted: 0 },
        ],
        certif_completion_history: [
          { id: 1, certifid: 3, userid: ADA, timecompleted: TEN - 1000 * HOUR },
          { id: 2, certifid: 3, userid: ADA, timecompleted: TEN - 500 * HOUR },
          // When the window opened, a copy of the present.
          { id: 3, certifid: 3, userid: ADA, timecompleted: TEN },
          { id: 4, certifid: 3, userid: BEN, timecompleted: TEN - 10 * HOUR },
        ],
      }),
    )

    test('a course counts when it is complete in either way, and so do earlier rounds', async () => {
      expect((await told('completion', 'tot_')).map(({ key }) => key)).toEqual([
        `10.2.${TEN - 100 * HOUR}`,
        `10.2.${TEN}`,
        `11.2.${TEN}`,
      ])
    })

    test('sign-ups have the states of Totara and the earliest date of the event', async () => {
      const changes = await told('face-to-face', 'tot_')
      expect(changes.sort((a, b) => a.order - b.order)).toMatchObject([
        { key: '10.1.4', status: 'requested', sessionDate: (TEN + 5 * HOUR) * 1000, order: 1 },
        { key: '10.1.4', status: 'booked', order: 2 },
        { key: '10.1.4', status: 'unable_to_attend', time: (TEN + HOUR) * 1000 },
        { key: '11.1.5', status: 'waitlisted', sessionDate: null },
      ])
      expect(changes).toHaveLength(4)
    })

    test('sign-ups with a status that is not known are left out and noticed', async () => {
      expect(await noticed('face-to-face', 'tot_')).toEqual(['RB-9095 77: ben in FIRE'])
    })

    test('programs and certifications are counted through their history, each round once', async () => {
      expect(
        (await told('pathway', 'tot_')).map(({ key, pathway, time }) => [key, pathway, time / 1000 - TEN]),
      ).toEqual([
        ['10.7.1', 'Induction', -90 * HOUR],
        ['10.7.2', 'Induction', 0],
        ['10.8.1', 'First aid certificate', -1000 * HOUR],
        ['10.8.2', 'First aid certificate', -500 * HOUR],
        ['10.8.3', 'First aid certificate', 0],
        ['11.8.1', 'First aid certificate', -10 * HOUR],
      ])
      const now = { from: TEN * 1000, to: (TEN + 1) * 1000 }
      expect((await ask(place().url, 'pathway', now, 'tot_')).map(({ key }) => key)).toEqual([
        '10.7.2',
        '10.8.3',
      ])
    })
  })

  describe('plugins of Moodle', () => {
    beforeAll(() =>
      makeSite(place().run, 'plug_', {
        facetoface: [{ id: 1, course: 2, name: null }],
        facetoface_sessions: [
          { id: 4, facetoface: 1, datetimeknown: 1 },
          { id: 5, facetoface: 1, datetimeknown: 0 },
        ],
        facetoface_sessions_dates: [
          { id: 1, sessionid: 4, timestart: 0 },
          { id: 2, sessionid: 4, timestart: TEN },
          { id: 3, sessionid: 5, timestart: TEN },
        ],
        facetoface_signups: [
          { id: 1, sessionid: 4, userid: ADA },
          { id: 2, sessionid: 5, userid: ADA },
          { id: 3, sessionid: 5, userid: CLEO },
        ],
        facetoface_signups_status: [
          { id: 1, signupid: 1, statuscode: 100, timecreated: TEN },
          { id: 2, signupid: 2, statuscode: 10, timecreated: TEN },
          { id: 3, signupid: 3, statuscode: 70, timecreated: TEN },
        ],
        enrol_programs_programs: [{ id: 1, fullname: 'Onboarding' }],
        enrol_programs_allocations: [
          { id: 1, programid: 1, userid: ADA, timecompleted: TEN },
          { id: 2, programid: 1, userid: BEN, timecompleted: null },
        ],
        enrol_programs_usr_snapshots: [
          { id: 1, programid: 1, userid: ADA, timecompleted: TEN - HOUR },
          { id: 2, programid: 1, userid: ADA, timecompleted: TEN },
        ],
      }),
    )

    test('face-to-face knows a date only where the session says so', async () => {
      expect(await told('face-to-face', 'plug_')).toMatchObject([
        { sessionId: 4, status: 'fully_attended', sessionDate: TEN * 1000, facetoface: '' },
        { sessionId: 5, status: 'user_cancelled', sessionDate: null },
      ])
    })

    test('programs count what was completed before somebody was allocated anew', async () => {
      expect(
        (await told('pathway', 'plug_')).map(({ attempt, time }) => [attempt, time / 1000 - TEN]),
      ).toEqual([
        [1, -HOUR],
        [2, 0],
      ])
    })

    test('what is not installed is refused, and says which tables', async () => {
      const { code, message } = await refused(ask(place().url, 'scorm', {}, 'plug_'))
      expect(code).toBe('RB-9086')
      expect(message).toContain('scorm_scoes_track')
    })
  })

  describe('pathways that an export names', () => {
    const plan = (id: number, status: number) => {
      return { id, name: `Plan ${id}`, userid: ADA, templateid: 0, status, timemodified: TEN + HOUR }
    }
    beforeAll(() =>
      makeSite(place().run, 'plain_', {
        course_completions: [
          { id: 1, userid: ADA, course: 2, timecompleted: TEN },
          { id: 2, userid: ADA, course: 1, timecompleted: TEN },
          { id: 3, userid: BEN, course: 2, timecompleted: null },
          { id: 4, userid: CLEO, course: 2, timecompleted: TEN },
        ],
        competency_plan: [plan(2, 2), plan(3, 1), plan(4, 4)],
      }),
    )
    const named = async (prefix: string, courses: readonly string[], learningPlans = false) => {
      const facts = await ask(place().url, 'pathway', { pathways: { courses, learningPlans } }, prefix)
      return facts.map(({ learner, ...fact }) => fact)
    }

    test('are completions of these courses and of no others', async () => {
      expect(await named('plain_', ['FIRE'])).toEqual([
        { key: '10.course2.1', pathway: 'Fire safety', attempt: 1, time: TEN * 1000 },
      ])
    })

    test('are learning plans that are complete, told once, besides the courses', async () => {
      expect(await named('plain_', ['FIRE'], true)).toEqual([
        { key: '10.course2.1', pathway: 'Fire safety', attempt: 1, time: TEN * 1000 },
        { key: '10.plan2.1', pathway: 'Plan 2', attempt: 1, time: (TEN + HOUR) * 1000, once: true },
      ])
    })

    test('come instead of programs, and count the rounds that Totara keeps', async () => {
      expect(await named('tot_', ['FIRE', 'FIRE'])).toMatchObject([
        { key: '10.course2.1', attempt: 1, time: (TEN - 100 * HOUR) * 1000 },
        { key: '10.course2.2', attempt: 2, time: TEN * 1000 },
        { key: '11.course2.1' },
      ])
    })

    test('are refused when there is no such course, or no such table', async () => {
      const { code, message } = await refused(named('plain_', ['FIRE', 'fire']))
      expect({ code, message }).toMatchObject({ code: 'RB-9098', message: expect.stringContaining('"fire"') })
      expect((await refused(named('plug_', ['FIRE']))).message).toContain('course_completions')
      expect((await refused(named('tot_', [], true))).message).toContain('competency_plan')
      expect((await refused(named('plain_', []))).message).toContain('enrol_programs_programs')
    })
  })

  describe('people', () => {
    test('have the default of a profile field, and the name of their course is in one language', async () => {
      const question = { accountFields: ['city'], profileFields: ['dept'], cohorts: true }
      const [ada, , ben] = await ask(place().url, 'completion', question, 'tot_')
      expect(ada).toMatchObject({
        learner: { account: { city: 'Leeds' }, profile: { dept: 'Sales' }, cohorts: ['NORTH'] },
        course: { fullname: 'Fire safety', categoryIds: [3, 5] },
      })
      expect(ben!.learner).toMatchObject({ suspended: true, profile: { dept: 'none' }, cohorts: [] })
    })

    test.each([
      { accountFields: ['password'] },
      { accountFields: ['institution'] },
      { profileFields: ['Dept'] },
    ])('a field that may not be told or is not there is refused: %j', async (question) => {
      expect((await refused(ask(place().url, 'completion', question, 'tot_'))).code).toBe('RB-9090')
    })

    test('a wrong prefix is refused with those that are there', async () => {
      const { code, message } = await refused(ask(place().url, 'completion', {}, 'mdl_x'))
      expect(code).toBe('RB-9085')
      expect(message).toContain('"tot_"')
    })
  })
}
