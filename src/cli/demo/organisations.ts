import { join } from 'node:path'
import { addAccount } from '../../access/accounts/account.ts'
import { readKeys } from '../../access/accounts/key.ts'
import { addOrganisation } from '../../config/organisations.ts'
import { addExport, type NewExport } from '../../outbound/define.ts'
import { shareSite } from '../../outbound/share.ts'
import type { PeopleFilter } from '../../sites/activity.ts'
import type { HubContext } from '../with-hub.ts'
import { makeReceiver, type Receiver } from './sftp/receiver.ts'

/** An organisation of the demo: which people it sees, and what it wants to know of them, in which form. */
interface DemoOrganisation {
  readonly name: string
  readonly title: string
  readonly people: PeopleFilter
  readonly exports: readonly Required<Pick<NewExport, 'name' | 'dataset' | 'settings'>>[]
}

export interface MadeOrganisation extends DemoOrganisation {
  readonly id: number
  readonly receiver: Receiver
}

/** Bytes; nobody sends anything here. */
const QUOTA = 1_000_000

/** Both collect under their short name. */
const ORGANISATIONS: readonly DemoOrganisation[] = [
  {
    name: 'hospital',
    title: 'Fernhollow Teaching Hospital',
    people: { field: 'department', equals: 'Nursing' },
    exports: [
      {
        name: 'safety-training',
        dataset: 'scorm',
        settings: {
          only: 'all',
          dateFormat: 'dd/MM/yyyy',
          columns: { username: 'Login', uniqueid: 'Staff Number', 'SCORM Name': 'Module' },
          statusWords: { passed: 'P', failed: 'F' },
        },
      },
      {
        name: 'workshops',
        dataset: 'face-to-face',
        settings: { dateFormats: { 'Session Date': 'EEE d MMM yyyy HH:mm' } },
      },
    ],
  },
  {
    name: 'pharmacies',
    title: 'Riverside Pharmacies',
    people: { field: 'department', equals: 'Pharmacy' },
    exports: [
      { name: 'safety-training', dataset: 'scorm', settings: {} },
      {
        name: 'grades',
        dataset: 'grade',
        settings: { uniqueId: 'email', columns: { uniqueid: 'E-mail', Grade: 'Mark' } },
      },
      {
        name: 'people',
        dataset: 'user',
        settings: { extraColumns: [{ field: 'profile.year', heading: 'Year' }] },
      },
    ],
  },
]

/** Makes them, with a share of the university's site, their exports, and an SFTP account for the key of each. */
export async function makeOrganisations({ hub, siteId }: HubContext): Promise<MadeOrganisation[]> {
  const made: MadeOrganisation[] = []
  for (const organisation of ORGANISATIONS) {
    const { name, title, people, exports } = organisation
    const id = await addOrganisation(hub.store, name, title)
    await shareSite(hub.store, siteId, id, people)
    await hub.store.asOrganisation(id, async (tx) => {
      for (const one of exports) await addExport(tx, id, { ...one, siteId })
    })
    const receiver = await makeReceiver(join(hub.dataFolder, 'receivers', name), name)
    await addAccount(
      hub.store,
      id,
      {
        login: name,
        keys: readKeys(receiver.publicKey),
        passwordHash: null,
        allowedAddresses: [],
        expiresAt: null,
        legacyAlgorithms: false,
        quota: QUOTA,
        outboundFolder: '',
        filesInHome: true,
      },
      hub.now(),
    )
    made.push({ ...organisation, id, receiver })
  }
  return made
}
