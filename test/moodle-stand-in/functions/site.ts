import type { Release, StandInFunction } from '../call.ts'
import { structure } from '../parameters.ts'

const RELEASES: Readonly<Record<Release, { release: string; version: string }>> = {
  '4.1': { release: '4.1+ (Build: 20221229)', version: '2022112800.06' },
  '4.5': { release: '4.5 (Build: 20241007)', version: '2024100700' },
}

/** The names of the functions are added by the server, which knows them. */
const getSiteInfo: StandInFunction = {
  parameters: structure({}),
  run({ site, account, release }) {
    const user = site.users.get(account.userId)!
    return {
      sitename: 'Example Site',
      username: user.username,
      firstname: user.firstname,
      lastname: user.lastname,
      fullname: `${user.firstname} ${user.lastname}`,
      lang: 'en',
      userid: user.id,
      ...RELEASES[release],
      userissiteadmin: user.username === 'admin',
      siteid: 1,
    }
  },
}

export const SITE_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  core_webservice_get_site_info: getSiteInfo,
}
