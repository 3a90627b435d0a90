import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, askRoster } from './ask.ts'
import { loadSample, postgresDatabase, type SiteDatabase } from './postgres.ts'

let site: SiteDatabase
beforeAll(async () => {
  site = await postgresDatabase()
  await loadSample(site)
})
afterAll(() => site.close())

/** Who is told of, as plain SQL. The guest is 1 and the own host is 1 on this site. */
const TOLD = 'u.deleted = 0 and u.confirmed = 1 and u.mnethostid = 1 and u.id <> 1'

async function rows(sql: string): Promise<Record<string, string | null>[]> {
  return (await site.client.query(sql)).rows
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function countBy<T>(items: readonly T[], nameOf: (item: T) => unknown): Record<string, number> {
  const groups = Object.groupBy(items, (item) => String(nameOf(item)))
  return Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, group!.length]))
}

function counts(found: readonly Record<string, string | null>[]): Record<string, number> {
  return Object.fromEntries(found.map(({ name, count }) => [String(name), Number(count)]))
}

/** In one order, whatever order they are told in. */
function texts(all: readonly object[]): string[] {
  return all.map((one) => JSON.stringify(one)).sort()
}

describe('of the sample site, compared with plain SQL', () => {
  test('SCORM attempts are told once each, with status, score and times', async () => {
    const facts = await ask(site.url, 'scorm')
    const [total] = await rows(
      `select count(*), sum(changed) as changed from (
         select max(t.timemodified) as changed from mdl_scorm_scoes_track t join mdl_user u on u.id = t.userid
         join mdl_scorm_scoes o on o.id = t.scoid and o.launch <> ''
         where ${TOLD} group by t.userid, t.scoid, t.attempt) a`,
    )
    expect(facts.length).toBe(Number(total!['count']))
    expect(facts.length).toBeGreaterThan(1000)
    expect(new Set(facts.map(({ key }) => key)).size).toBe(facts.length)
    expect(sum(facts.map(({ time }) => time / 1000))).toBe(Number(total!['changed']))
    expect(countBy(facts, ({ completionStatus }) => completionStatus)).toEqual(
      counts(
        await rows(
          `select t.value as name, count(*) from mdl_scorm_scoes_track t join mdl_user u on u.id = t.userid
           where ${TOLD} and t.element in ('cmi.core.lesson_status', 'cmi.completion_status') group by 1`,
        ),
      ),
    )
    const [scores] = await rows(
      `select sum(t.value::numeric) from mdl_scorm_scoes_track t join mdl_user u on u.id = t.userid
       where ${TOLD} and t.element in ('cmi.core.score.raw', 'cmi.score.raw') and t.value <> ''`,
    )
    expect(sum(facts.map(({ score }) => Number(score)))).toBeCloseTo(Number(scores!['sum']), 5)
    expect(countBy(facts, ({ successStatus }) => successStatus !== null)['true']).toBe(
      Number(
        (
          await rows(
            `select count(*) from mdl_scorm_scoes_track t join mdl_user u on u.id = t.userid
           where ${TOLD} and t.element = 'cmi.success_status'`,
          )
        )[0]!['count'],
      ),
    )
  })

  test('attempts at quizzes are told by state, with the exact score on the scale of the quiz', async () => {
    const facts = await ask(site.url, 'quiz')
    const from = `from mdl_quiz_attempts a join mdl_quiz q on q.id = a.quiz join mdl_user u on u.id = a.userid
      where a.preview = 0 and ${TOLD}`
    expect(countBy(facts, ({ state }) => state)).toEqual(
      counts(await rows(`select a.state as name, count(*) ${from} group by 1`)),
    )
    const scores = await rows(
      `select a.userid || '.' || a.quiz || '.' || a.attempt as key, a.sumgrades * q.grade / q.sumgrades as score
       ${from} and a.sumgrades is not null`,
    )
    expect(facts.filter(({ score }) => score !== null).length).toBe(scores.length)
    const told = new Map(facts.map(({ key, score }) => [key, score]))
    for (const { key, score } of scores) expect(Number(told.get(key!))).toBeCloseTo(Number(score), 12)
    expect(facts.filter(({ timeFinish }) => timeFinish === null).length).toBe(
      Number((await rows(`select count(*) ${from} and a.timefinish = 0`))[0]!['count']),
    )
    expect(new Set(facts.map(({ passScore }) => passScore))).toEqual(
      new Set(
        (
          await rows("select distinct gradepass::text as pass from mdl_grade_items where itemmodule = 'quiz'")
        ).map(({ pass }) => pass),
      ),
    )
  })

  test('completions are those with a time', async () => {
    const facts = await ask(site.url, 'completion')
    const [total] = await rows(
      `select count(*), sum(c.timecompleted) as times from mdl_course_completions c
       join mdl_user u on u.id = c.userid where ${TOLD} and c.timecompleted > 0`,
    )
    expect(facts.length).toBe(Number(total!['count']))
    expect(sum(facts.map(({ time }) => time / 1000))).toBe(Number(total!['times']))
  })

  test('course totals have the range of the person and the letters of the course', async () => {
    const facts = await ask(site.url, 'grade')
    const totals = await rows(
      `select g.userid || '.' || i.courseid as key, g.finalgrade, g.rawgrademax,
         greatest(g.timemodified, g.overridden) as time
       from mdl_grade_grades g join mdl_grade_items i on i.id = g.itemid join mdl_user u on u.id = g.userid
       where ${TOLD} and i.itemtype = 'course' and g.finalgrade is not null`,
    )
    const told = new Map(facts.map((fact) => [fact.key, fact]))
    expect(told.size).toBe(totals.length)
    for (const { key, finalgrade, rawgrademax, time } of totals) {
      const { grade, max, time: toldTime } = told.get(key!)!
      expect({ grade, max, time: String(toldTime / 1000) }).toEqual({
        grade: finalgrade,
        max: rawgrademax,
        time,
      })
    }
    const ofItsOwn = Number(
      (await rows('select instanceid from mdl_context where id = 222 and contextlevel = 50'))[0]![
        'instanceid'
      ],
    )
    const [lettered, others] = [true, false].map((own) =>
      facts.filter(({ course }) => (course.id === ofItsOwn) === own),
    )
    expect(lettered!.length).toBeGreaterThan(0)
    for (const { letters } of lettered!) {
      expect(letters).toEqual([
        ['90.00000', 'Distinction'],
        ['70.00000', 'Merit'],
        ['50.00000', 'Pass'],
        ['0.00000', 'Fail'],
      ])
    }
    expect(others!.every(({ letters }) => letters === null)).toBe(true)
  })

  test('learners have their identifiers, fields, profile with defaults, and cohorts', async () => {
    const facts = await ask(site.url, 'completion', {
      accountFields: ['city', 'department'],
      profileFields: ['contractor', 'dept'],
      cohorts: true,
    })
    const people = await rows(
      `select distinct u.id::text, u.username, u.idnumber, u.email, u.suspended::text, u.city, u.department,
         coalesce((select d.data from mdl_user_info_data d where d.userid = u.id and d.fieldid = 4), '0') as contractor,
         coalesce((select d.data from mdl_user_info_data d where d.userid = u.id and d.fieldid = 2), '') as dept,
         array_to_string(array(select k.idnumber from mdl_cohort k join mdl_cohort_members m on m.cohortid = k.id
           where m.userid = u.id and k.idnumber <> '' order by k.id), ',') as cohorts
       from mdl_course_completions c join mdl_user u on u.id = c.userid where ${TOLD} and c.timecompleted > 0`,
    )
    const told = new Map(facts.map(({ learner }) => [String(learner.id), learner]))
    expect(told.size).toBe(people.length)
    for (const { id, cohorts, ...row } of people) {
      const { account, profile, ...learner } = told.get(id!)!
      expect({
        ...account,
        ...profile,
        username: learner.username,
        idnumber: learner.idnumber,
        email: learner.email,
        suspended: learner.suspended ? '1' : '0',
      }).toEqual(row)
      expect(learner.cohorts.join(',')).toBe(cohorts)
    }
    expect(people.some(({ suspended }) => suspended === '1')).toBe(true)
  })

  test('a window has its first instant and not its last', async () => {
    const all = await ask(site.url, 'completion')
    const [from, to] = [all.at(3)!.time, all.at(5)!.time].sort((a, b) => a - b) as [number, number]
    const inside = all.filter(({ time }) => time >= from && time < to)
    expect(inside.length).toBeGreaterThan(0)
    expect(await ask(site.url, 'completion', { from, to })).toEqual(inside)
    expect((await ask(site.url, 'completion', { from: from + 1, to })).map(({ key }) => key)).toEqual(
      inside.filter(({ time }) => time > from).map(({ key }) => key),
    )
    expect((await ask(site.url, 'completion', { from, to: to + 1 })).map(({ time }) => time)).toContain(to)
  })
})

describe('full lists of the sample site, compared with plain SQL', () => {
  test('people are all who are told of', async () => {
    const fields = ['firstname', 'lastname', 'institution', 'department', 'city', 'country']
    const list = await askRoster(site.url, 'user', { accountFields: fields })
    const people = await rows(
      `select u.id::text, u.username, u.email, u.suspended::text, ${fields.map((name) => `u.${name}`).join(', ')}
       from mdl_user u where ${TOLD}`,
    )
    expect(people.length).toBeGreaterThan(100)
    expect(people.some(({ suspended }) => suspended === '1')).toBe(true)
    expect(
      texts(
        list.map(({ learner: { id, username, email, suspended, account } }) => ({
          ...{ id: String(id), username, email, suspended: suspended ? '1' : '0' },
          ...account,
        })),
      ),
    ).toEqual(texts(people))
  })

  test('courses are all but the front page, with the name of their category and their dates', async () => {
    const list = await askRoster(site.url, 'course', {}, { timeZone: 'Asia/Tokyo' })
    const day = (column: string) =>
      `case when c.${column} = 0 then '' else to_char(to_timestamp(c.${column}) at time zone 'Asia/Tokyo', 'YYYY-MM-DD') end`
    const courses = await rows(
      `select c.id::text, c.shortname, c.fullname, c.idnumber, k.name as category, k.path, c.visible::text,
         ${day('startdate')} as startdate, ${day('enddate')} as enddate
       from mdl_course c join mdl_course_categories k on k.id = c.category order by c.id`,
    )
    expect(courses.length).toBeGreaterThan(5)
    expect(
      list.map(({ course: { id, categoryIds, visible, ...course } }) => ({
        ...course,
        ...{ id: String(id), path: `/${categoryIds.join('/')}`, visible: visible ? '1' : '0' },
      })),
    ).toEqual(courses)
  })

  test('enrolments have a row for each role in the course, and one where there is none', async () => {
    const list = await askRoster(site.url, 'enrolment')
    const enrolments = await rows(
      `select u.username, c.shortname, e.enrol as method, coalesce(r.shortname, '-') as role,
         case when ue.status = 0 and e.status = 0 then 'active' else 'suspended' end as status,
         nullif(ue.timestart, 0)::text as start, nullif(nullif(ue.timeend, 0), 2147483647)::text as end
       from mdl_user u join mdl_user_enrolments ue on ue.userid = u.id join mdl_enrol e on e.id = ue.enrolid
       join mdl_course c on c.id = e.courseid and c.category <> 0
       left join lateral (select distinct r.shortname from mdl_role_assignments a
         join mdl_role r on r.id = a.roleid join mdl_context x on x.id = a.contextid
         where a.userid = u.id and x.contextlevel = 50 and x.instanceid = c.id) r on true
       where ${TOLD}`,
    )
    expect(enrolments.length).toBeGreaterThan(500)
    const seconds = (time: number | null) => (time === null ? null : String(time / 1000))
    expect(
      texts(
        list.map(({ learner: { username }, course: { shortname }, method, role, status, ...times }) => ({
          ...{ username, shortname, method, role: role ?? '-', status },
          ...{ start: seconds(times.timeStart), end: seconds(times.timeEnd) },
        })),
      ),
    ).toEqual(texts(enrolments))
  })
})
