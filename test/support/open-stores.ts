/** Names of the tests' stores that are open at the moment. Apart from `engines.ts`, so that looking costs nothing. */
export const openStores = new Set<string>()
