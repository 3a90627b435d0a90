import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { addAccount, findAccount } from '../../../src/access/accounts/account.ts'
import { sftpAudit } from '../../../src/access/accounts/audit.ts'
import { addExport } from '../../../src/outbound/define.ts'
import { deliverDue } from '../../../src/outbound/delivery/deliver.ts'
import { destinationNamed } from '../../../src/outbound/delivery/destinations.ts'
import { putSecret } from '../../../src/outbound/delivery/secrets.ts'
import { exportNamed } from '../../../src/outbound/exports.ts'
import { runExports } from '../../../src/outbound/run-export.ts'
import { lookAtExports } from '../../../src/outbound/watch/look.ts'
import { newAccount } from '../../access/new-account.ts'
import { addProfileFields, importFiles, TEST_TIME, type TestHub } from '../../inbound/test-hub.ts'

const IMPORT = {
  createGroupsAndGroupings: true,
  waitFor: '7d',
  newUserEmail: { enabled: true, subject: 'Welcome', template: '<p>Dear %%fullname%%</p>' },
}

const ACTIVITY = {
  'scorm.csv':
    'user,course,scorm,sco,attempt,status,score,time\nu1,C1,Fire,One,1,passed,80,2026-08-31T10:00:00Z\n',
  'session.csv':
    'user,course,facetoface,sessionId,status,time\nu1,C1,Aid,1,fully_attended,2026-08-31T10:00:00Z\n',
  'quiz.csv':
    'user,course,quiz,attempt,state,score,timeFinish,time\nu1,C1,Test,1,finished,8,2026-08-31T10:00:00Z,2026-08-31T10:00:00Z\n',
  'completion.csv': 'user,course,time\nu1,C1,2026-08-31T10:00:00Z\nu3,C1,2026-08-31T11:00:00Z\n',
  'pathway.csv': 'user,pathway,attempt,time\nu1,Safety,1,2026-08-31T10:00:00Z\n',
  'grade.csv': 'user,course,grade,time\nu1,C1,75,2026-08-31T10:00:00Z\n',
}

const FILES = [
  {
    name: 'user.csv',
    content:
      'action,username,password,firstname,lastname,email,city\n' +
      'create,u1,Passw0rd!1,Ann,One,u1@example.org,Leeds\ncreate,u2,Passw0rd!2,Ann,Two,no address,Leeds\n' +
      'create,u3,Passw0rd!3,Ann,Three,u3@example.org,Leeds\n',
  },
  { name: 'course.csv', content: 'action,shortname,fullname,category\ncreate,C1,Biology,Science\n' },
  {
    name: 'enroll.csv',
    content:
      'action,username,context,instance,role,group,grouping\ncreate,u1,course,C1,student,Red,Colours\n',
  },
]
/** A change, and an enrolment that waits. */
const CHANGES = [
  { name: 'user.csv', content: 'action,username,city\nupdate,u3,Cork\n' },
  { name: 'enroll.csv', content: 'action,username,context,instance,role\ncreate,u9,course,C1,student\n' },
]
const PLANNED = [
  { name: 'user.csv', content: 'action,username,email\nupdate,u3,u3@new.example\ndelete,u1,\n' },
  { name: 'enroll.csv', content: 'action,username,context,instance,role\ncreate,u8,course,C1,student\n' },
]

const DESTINATIONS = [
  { kind: 'folder', name: 'share', path: 'drop' },
  { kind: 's3', name: 'bucket', endpoint: 'https://s3.example.org', bucket: 'files', keyId: 'id' },
]

/** Lets an organisation do everything once: import, plan, activity, exports, deliveries, accounts. */
export async function fillOrganisation(own: TestHub, login: string): Promise<void> {
  const { hub, defaults } = own
  await addProfileFields(hub.store, defaults.siteId)
  await importFiles(own, FILES, IMPORT)
  await feedReads(own, 'moodle-cohorts')
  await importFiles(own, [{ name: 'cohorts.csv', content: 'name,idnumber\nStaff,s-1\n' }])
  await feedReads(own, 'activity-csv')
  for (const [name, content] of Object.entries(ACTIVITY)) await importFiles(own, [{ name, content }])
  await feedReads(own, 'datahub-csv')
  await importFiles(own, CHANGES, IMPORT)
  await importFiles(own, PLANNED, IMPORT, 'plan')
  await publishAll(own)
  await collect(own, login)
}

async function feedReads({ hub, defaults }: TestHub, format: string): Promise<void> {
  await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.updateTable('feed').set({ format }).where('id', '=', defaults.feedId).execute(),
  )
}

/** Exports of which one is delivered and one waits; and the secret of a destination. */
async function publishAll({ hub, defaults: { organisationId, siteId } }: TestHub): Promise<void> {
  const { store, dataFolder } = hub
  await store.asOrganisation(organisationId, async (tx) => {
    for (const dataset of ['completion', 'grade', 'user'] as const) {
      const settings = {
        missingUniqueId: 'send',
        ...(dataset === 'completion' && { deliverTo: DESTINATIONS.slice(0, 1), deliverBy: '23:59' }),
        ...(dataset === 'grade' && { deliverTo: DESTINATIONS }),
      }
      await addExport(tx, organisationId, { name: dataset, dataset, siteId, settings })
    }
    const grades = await exportNamed(tx, organisationId, 'grade')
    const of = { organisationId, exportId: grades.id }
    await putSecret(tx, hub.sealer, of, destinationNamed(grades, 'bucket'), 'a secret')
  })
  for (const { finding } of await runExports(hub, organisationId, [])) {
    if (finding !== null) throw new Error(finding.message)
  }
  // Nothing is left to do for it, and it looks after them from now on.
  for await (const { finding } of lookAtExports(hub, organisationId)) {
    if (finding !== null) throw new Error(finding.message)
  }
  const deliveryFolder = join(dataFolder, 'delivered')
  await mkdir(deliveryFolder, { recursive: true })
  for await (const { finding } of deliverDue({ ...hub, deliveryFolder }, organisationId, {
    export: 'completion',
  })) {
    if (finding !== null) throw new Error(finding.message)
  }
}

/** An account that fetches a file. */
async function collect({ hub: { store }, defaults }: TestHub, login: string): Promise<void> {
  const account = newAccount(login, { passwordHash: 'a hash' })
  await addAccount(store, defaults.organisationId, account, TEST_TIME)
  const audit = sftpAudit(store, (error) => {
    throw error
  })
  const found = (await findAccount(store, login))!
  audit.note({ account: found, session: 'one', address: '192.0.2.1', at: TEST_TIME, action: 'login' })
  await audit.flush()
}
