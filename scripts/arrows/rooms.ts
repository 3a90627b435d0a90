/** The rooms below the runs, which all of them may use. */
const DOWNSTAIRS = ['planning', 'formats', 'sites', 'transport', 'store', 'domain']
const RUNS = ['inbound', 'outbound', 'schedule', 'access', 'config']
const EVERYTHING_BELOW = [...RUNS, ...DOWNSTAIRS]

/** What each room of `src/` may import besides itself. Arrows point down only. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  cli: EVERYTHING_BELOW,
  api: EVERYTHING_BELOW,
  inbound: DOWNSTAIRS,
  outbound: DOWNSTAIRS,
  schedule: DOWNSTAIRS,
  access: DOWNSTAIRS,
  config: DOWNSTAIRS,
  planning: ['domain'],
  formats: ['domain'],
  transport: ['domain'],
  sites: ['domain'],
  'sites/embedded': ['store', 'domain'],
  'sites/moodle': ['transport', 'domain'],
  store: ['domain'],
  domain: [],
}

/** Rooms without database, network or clock: the same input gives the same output, whenever and wherever. */
export const PURE_ROOMS: readonly string[] = ['formats', 'planning', 'domain']

/** Modules that reach outside, with the folders of pure rooms that need them all the same. */
export const OUTSIDE_MODULES: readonly { module: RegExp; except: readonly string[] }[] = [
  { module: /^(?:node:)?fs(?:\/promises)?$/, except: ['formats/containers'] },
  { module: /^(?:node:)?(?:net|http|http2|https|dgram|tls|dns)(?:\/promises)?$/, except: [] },
  { module: /^(?:kysely|pg|pg-copy-streams|mysql2|@electric-sql\/pglite|nodemailer)(?:\/|$)/, except: [] },
]

/** Code that asks a clock, chance or the network. */
export const OUTSIDE_CODE: readonly { code: RegExp; name: string }[] = [
  { code: /\bDate\.now\b/g, name: 'Date.now()' },
  { code: /\bnew Date\b(?!\s*\(\s*[^\s)])/g, name: 'new Date() without arguments' },
  { code: /\bTemporal\.Now\b/g, name: 'Temporal.Now' },
  { code: /\bperformance\.now\b/g, name: 'performance.now()' },
  { code: /\bMath\.random\b/g, name: 'Math.random()' },
  { code: /(?<![.\w])fetch\s*\(/g, name: 'fetch()' },
]

/** The one file of the domain that may import a package, so that it can go when the runtime has what it brings. */
export const DOMAIN_PACKAGES: Readonly<Record<string, string>> = {
  'temporal-polyfill': 'domain/values/temporal.ts',
}
