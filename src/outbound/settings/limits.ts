/** The contract's least and its default (outbound rule O-47). */
export const RETENTION_LEAST_DAYS = 28
