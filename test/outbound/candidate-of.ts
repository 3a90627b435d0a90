import type { Candidate } from '../../src/outbound/candidate.ts'

/** A candidate of which only what the ledger knows it by matters. */
export function candidateOf({
  key,
  content,
  facts,
}: Pick<Candidate, 'key' | 'content' | 'facts'>): Candidate {
  return { at: 0, username: '', names: [''], number: 0, line: '', key, content, facts, held: false }
}
