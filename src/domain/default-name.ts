/** The name of the organisation, site and feed that a fresh installation has. */
export const DEFAULT_NAME = 'default'
