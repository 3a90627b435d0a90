import type { Finding } from '../../domain/finding.ts'
import type {
  ImsBound,
  ImsGroup,
  ImsMember,
  ImsPerson,
  ImsProperties,
  ImsRole,
  SourcedId,
} from './elements.ts'
import { attribute, find, findAll, type Node, textAt } from './node.ts'

/** The elements that are read, by the record they are in; all others are passed over with what they hold. */
export const READ_NAMES = {
  properties: new Set(['target']),
  person: new Set([
    ...['sourcedid', 'source', 'id', 'userid', 'name', 'n', 'given', 'family', 'email'],
    ...['adr', 'street', 'locality', 'country', 'tel'],
  ]),
  group: new Set([
    ...['sourcedid', 'source', 'id', 'description', 'short', 'long', 'full', 'org', 'orgunit'],
    ...['grouptype', 'typevalue', 'timeframe', 'begin', 'end'],
  ]),
  sourcedid: new Set(['source', 'id']),
  member: new Set([
    ...['sourcedid', 'source', 'id', 'idtype', 'role', 'roletype', 'status', 'timeframe', 'begin', 'end'],
    ...['extension', 'cohort'],
  ]),
} as const satisfies Record<string, ReadonlySet<string>>

/** The elements that are read, by the record they are in. */
export type ReadNames = Readonly<Record<keyof typeof READ_NAMES, ReadonlySet<string>>>

/** As many as it takes to count records, and those of them that may remove something: with few elements kept, a third faster. */
export const COUNTED_NAMES: ReadNames = {
  properties: READ_NAMES.properties,
  person: new Set(),
  group: new Set(),
  sourcedid: new Set(),
  member: new Set(['role', 'status']),
}

export function propertiesOf(node: Node, fault: Finding | null): ImsProperties {
  const targets = findAll(node, 'target').map(({ text }) => text)
  return { kind: 'properties', line: node.line, column: node.column, targets, fault }
}

export function personOf(node: Node, fault: Finding | null): ImsPerson {
  return {
    kind: 'person',
    line: node.line,
    column: node.column,
    recstatus: attribute(node, 'recstatus'),
    sourcedids: findAll(node, 'sourcedid').map(sourcedIdOf),
    userids: findAll(node, 'userid').map((userid) => ({
      text: userid.text,
      authenticationtype: attribute(userid, 'authenticationtype'),
    })),
    given: textAt(node, 'name', 'n', 'given'),
    family: textAt(node, 'name', 'n', 'family'),
    email: textAt(node, 'email'),
    locality: textAt(node, 'adr', 'locality'),
    country: textAt(node, 'adr', 'country'),
    streets: findAll(find(node, 'adr'), 'street').map(({ text }) => text),
    tels: findAll(node, 'tel').map((tel) => ({ text: tel.text, teltype: attribute(tel, 'teltype') })),
    fault,
  }
}

export function groupOf(node: Node, fault: Finding | null): ImsGroup {
  return {
    kind: 'group',
    line: node.line,
    column: node.column,
    recstatus: attribute(node, 'recstatus'),
    sourcedids: findAll(node, 'sourcedid').map(sourcedIdOf),
    short: textAt(node, 'description', 'short'),
    long: textAt(node, 'description', 'long'),
    full: textAt(node, 'description', 'full'),
    orgunits: findAll(find(node, 'org'), 'orgunit').map(({ text }) => text),
    types: findAll(node, 'grouptype').flatMap((type) => findAll(type, 'typevalue').map(({ text }) => text)),
    begin: boundOf(find(node, 'timeframe', 'begin')),
    end: boundOf(find(node, 'timeframe', 'end')),
    fault,
  }
}

export function memberOf(node: Node, group: readonly SourcedId[], fault: Finding | null): ImsMember {
  return {
    kind: 'member',
    line: node.line,
    column: node.column,
    group,
    sourcedids: findAll(node, 'sourcedid').map(sourcedIdOf),
    idtype: textAt(node, 'idtype'),
    roles: findAll(node, 'role').map(roleOf),
    fault,
  }
}

export function sourcedIdOf(node: Node): SourcedId {
  return {
    source: textAt(node, 'source'),
    id: textAt(node, 'id'),
    type: attribute(node, 'sourcedidtype'),
  }
}

function roleOf(node: Node): ImsRole {
  return {
    line: node.line,
    column: node.column,
    roletype: attribute(node, 'roletype'),
    roletypeElement: textAt(node, 'roletype'),
    recstatus: attribute(node, 'recstatus'),
    status: textAt(node, 'status'),
    begin: boundOf(find(node, 'timeframe', 'begin')),
    end: boundOf(find(node, 'timeframe', 'end')),
    cohort: textAt(node, 'extension', 'cohort'),
  }
}

function boundOf(node: Node | undefined): ImsBound | null {
  return node === undefined ? null : { text: node.text, restrict: attribute(node, 'restrict') }
}
