/**
 * Organisations and academic sessions are held whole while the package is read, 200 bytes each. The largest countries
 * have some 150,000 schools.
 */
export const MAX_HELD_ROWS = 500_000

/** Properties of a manifest; the standard has some thirty. Each unknown one is a note that is stored. */
export const MAX_PROPERTIES = 200

/** Organisations above one another. From a nation down to a department there are six kinds. */
export const MAX_DEPTH = 50
