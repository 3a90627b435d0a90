import type { Finding } from '../../domain/finding.ts'
import type { Place } from '../xml/reader.ts'

/**
 * What an IMS Enterprise document holds, in its order. Texts are trimmed and otherwise as written; null: there is no
 * such element or attribute; empty: there is one, with nothing in it. Where the specification allows an element once,
 * the first one counts. The place is that of the start tag.
 */
export type ImsElement = ImsProperties | ImsPerson | ImsGroup | ImsMember | ImsNotice

export type ImsKind = ImsElement['kind']

export interface ImsProperties extends Place {
  readonly kind: 'properties'
  readonly targets: readonly string[]
  readonly fault: Finding | null
}

export interface ImsPerson extends Place {
  readonly kind: 'person'
  readonly recstatus: string | null
  readonly sourcedids: readonly SourcedId[]
  readonly userids: readonly ImsUserId[]
  readonly given: string | null
  readonly family: string | null
  readonly email: string | null
  /** From `adr`. */
  readonly locality: string | null
  readonly country: string | null
  readonly streets: readonly string[]
  readonly tels: readonly ImsTel[]
  /** Why the record cannot be carried out: RB-1132. Its other parts are then only what was read until there. */
  readonly fault: Finding | null
}

export interface ImsTel {
  readonly text: string
  /** `1` voice, `2` fax, `3` mobile, `4` pager, or such a word; null: none is said. */
  readonly teltype: string | null
}

export interface ImsGroup extends Place {
  readonly kind: 'group'
  readonly recstatus: string | null
  readonly sourcedids: readonly SourcedId[]
  readonly short: string | null
  readonly long: string | null
  readonly full: string | null
  readonly orgunits: readonly string[]
  /** From `grouptype`: what kind of group this is, in each of its schemes. */
  readonly types: readonly string[]
  /** From `timeframe`. */
  readonly begin: ImsBound | null
  readonly end: ImsBound | null
  /** As for persons. */
  readonly fault: Finding | null
}

/** One member of one membership. */
export interface ImsMember extends Place {
  readonly kind: 'member'
  /** Sourcedids of the membership: empty when it has none. */
  readonly group: readonly SourcedId[]
  readonly sourcedids: readonly SourcedId[]
  /** `1` person, `2` group. */
  readonly idtype: string | null
  readonly roles: readonly ImsRole[]
  /** RB-1132 as for persons, or RB-1133. */
  readonly fault: Finding | null
}

/** Worth knowing, once for the file; nothing was left out because of it. */
export interface ImsNotice extends Place {
  readonly kind: 'notice'
  readonly finding: Finding
}

export interface SourcedId {
  readonly source: string | null
  readonly id: string | null
  /** `New`, `Old`, `Duplicate`. */
  readonly type: string | null
}

export interface ImsUserId {
  readonly text: string
  readonly authenticationtype: string | null
}

export interface ImsRole extends Place {
  /** The attribute. */
  readonly roletype: string | null
  /** The element inside of `role` that Capita Student Records writes instead. */
  readonly roletypeElement: string | null
  readonly recstatus: string | null
  readonly status: string | null
  readonly begin: ImsBound | null
  readonly end: ImsBound | null
  /** From `extension`: the name of a group of the course. */
  readonly cohort: string | null
}

/** One end of a timeframe. */
export interface ImsBound {
  readonly text: string
  /** `1`: it counts. */
  readonly restrict: string | null
}
