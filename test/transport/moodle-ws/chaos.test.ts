import { afterEach, expect, test } from 'vitest'
import type { ItemResult } from '../../../src/transport/moodle-ws/write/item.ts'
import { writeAll } from '../../../src/transport/moodle-ws/write/write-all.ts'
import { seededFaults } from '../../moodle-stand-in/faults.ts'
import { moodleStandIn, type StandIn, type StandInOptions } from '../../moodle-stand-in/stand-in.ts'
import { asChanges, asEnrolments, asUsers, clientOf, enrolment, type NewUser, newUser } from './lanes.ts'

const open: StandIn[] = []
afterEach(async () => {
  for (const standIn of open.splice(0)) await standIn.close()
})

async function start(options: StandInOptions): Promise<StandIn> {
  const standIn = await moodleStandIn(options)
  open.push(standIn)
  return standIn
}

/** Everything that people would see of the site, without ids. */
function content({ installation: { site } }: StandIn): unknown {
  const name = (id: number) => site.users.get(id)!.username
  return {
    users: site.users
      .filter(({ deleted }) => !deleted)
      .map(({ username, email, firstname, fields }) => [username, email, firstname, fields['city']])
      .sort(),
    enrolments: site.enrolments
      .all()
      .map(({ userid, courseid, timestart, timeend, status }) => [
        name(userid),
        courseid,
        timestart,
        timeend,
        status,
      ])
      .sort(),
    roles: site.roleAssignments
      .all()
      .map(({ roleid, userid, context }) => [roleid, name(userid), context])
      .sort(),
  }
}

/** New users, among them some that Moodle refuses, and some that are named twice. */
function people(): NewUser[] {
  return Array.from({ length: 45 }, (_, i) => {
    if (i % 13 === 5) return newUser(`bad${i}`, { email: 'no-address' })
    if (i === 30) return newUser('u3', { email: 'second@example.test' })
    return newUser(`u${i}`, { city: `City ${i}` })
  })
}

interface Story {
  readonly created: readonly ItemResult[]
  readonly changed: readonly ItemResult[]
  readonly enrolled: readonly ItemResult[]
}

/** Creates users, changes some and enrols them, with small batches so that faults meet all kinds of calls. */
async function tell(standIn: StandIn, maxVariables: number): Promise<Story> {
  const ws = clientOf(standIn, { variables: maxVariables }, { attempts: 12 })
  const created = await writeAll(ws, 'core_user_create_users', people(), asUsers(ws))
  const ids = created.flatMap((one) => (one.result === 'done' ? [one.id!] : []))
  const changes = ids.map((id, i) => ({ id: i % 9 === 4 ? 90_000 + i : id, firstname: `Changed ${i}` }))
  const changed = await writeAll(ws, 'core_user_update_users', changes, asChanges(ws))
  const enrolments = ids.flatMap((id, i) => [enrolment(id, 2), enrolment(id, i % 11 === 3 ? 77 : 3)])
  const enrolled = await writeAll(ws, 'enrol_manual_enrol_users', enrolments, asEnrolments(ws))
  return { created, changed, enrolled }
}

function kinds({ created, changed, enrolled }: Story): string[][] {
  return [created, changed, enrolled].map((results) => results.map(({ result }) => result))
}

async function site(options: StandInOptions): Promise<StandIn> {
  const standIn = await start(options)
  const { courses } = standIn.installation.site
  for (const shortname of ['c2', 'c3']) courses.insert({ ...courses.get(1)!, shortname, manual: true })
  return standIn
}

/** Stories that are told side by side: they mostly wait. */
const SIDE_BY_SIDE = 12
const SEEDS = Array.from({ length: 24 }, (_, i) => i + 1)

test('whatever goes wrong on the way, the site ends as it would have, and each outcome is true', async () => {
  const calm = await site({})
  const expected = await tell(calm, 400)
  expect(kinds(expected).map((results) => new Set(results))).toEqual(
    Array(3).fill(new Set(['done', 'refused'])),
  )
  let met = 0

  async function trouble(seed: number): Promise<void> {
    const plan = seededFaults(seed, 4, () => false)
    const standIn = await site({
      maxInputVars: seed % 2 === 0 ? 60 : 5000,
      faults: (number, name) => {
        const fault = plan(number, name)
        if (fault !== null) met++
        return fault
      },
    })
    const story = await tell(standIn, 400)
    expect(kinds(story), `outcomes of seed ${seed}`).toEqual(kinds(expected))
    expect(content(standIn), `site of seed ${seed}`).toEqual(content(calm))
  }

  for (let i = 0; i < SEEDS.length; i += SIDE_BY_SIDE) {
    await Promise.all(SEEDS.slice(i, i + SIDE_BY_SIDE).map(trouble))
  }
  expect(met).toBeGreaterThan(100)
})
