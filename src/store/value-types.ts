import pg from 'pg'
import { safeInteger } from '../domain/values/safe-integer.ts'

type Parser = (text: string) => unknown

/** The published types call it a function; it is an object. */
const arrayParser = pg.types.arrayParser as unknown as {
  create(text: string, parseElement: Parser): { parse(): unknown[] }
}

/**
 * How values of the database become JavaScript, the same on both engines:
 *
 * | PostgreSQL | JavaScript |
 * | --- | --- |
 * | int2, int4, int8, oid, float4, float8 | number; an int8 beyond 2^53 is refused (RB-6045) |
 * | bool | boolean |
 * | json, jsonb | what the JSON holds |
 * | timestamptz | Date |
 * | bytea | Uint8Array |
 * | arrays of these and of text, uuid | arrays |
 * | everything else: text, numeric, uuid, date, timestamp, time, interval | string, as PostgreSQL spells it |
 *
 * `date` and `timestamp` name no instant, so they stay text: a Date would depend on the zone of this process.
 */
export const VALUE_TYPES = { getTypeParser } as unknown as pg.CustomTypesConfig

const OID = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  oid: 26,
  json: 114,
  float4: 700,
  float8: 701,
  varchar: 1043,
  date: 1082,
  timestamptz: 1184,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
} as const

/** By pg_type.typarray. */
const ELEMENT_OF_ARRAY = {
  199: OID.json,
  1000: OID.bool,
  1001: OID.bytea,
  1005: OID.int2,
  1007: OID.int4,
  1009: OID.text,
  1015: OID.varchar,
  1016: OID.int8,
  1021: OID.float4,
  1022: OID.float8,
  1028: OID.oid,
  1182: OID.date,
  1185: OID.timestamptz,
  1231: OID.numeric,
  2951: OID.uuid,
  3807: OID.jsonb,
} as const

const asText: Parser = (text) => text
const anyInstant = pg.types.getTypeParser(OID.timestamptz) as Parser

const PARSERS = new Map<number, Parser>([
  [OID.bool, (text) => text === 't'],
  [OID.bytea, bytes],
  [OID.int8, safeInteger],
  [OID.int2, Number],
  [OID.int4, Number],
  [OID.oid, Number],
  [OID.float4, Number],
  [OID.float8, Number],
  [OID.json, (text) => JSON.parse(text) as unknown],
  [OID.jsonb, (text) => JSON.parse(text) as unknown],
  [OID.timestamptz, instant],
])

for (const [oid, element] of Object.entries(ELEMENT_OF_ARRAY)) {
  const parseElement = PARSERS.get(element) ?? asText
  PARSERS.set(Number(oid), (text) => arrayParser.create(text, parseElement).parse())
}

function getTypeParser(oid: number): Parser {
  return PARSERS.get(oid) ?? asText
}

/** `2026-03-25 07:30:00+00`: a whole second of a year that JavaScript takes as it is. */
const PLAIN_INSTANT_LENGTH = 22
const LEAST_PLAIN_YEAR = 100

/** Sessions speak UTC, and most times are whole seconds: those are read by their digits, a tenth of the time. */
function instant(text: string): unknown {
  if (text.length !== PLAIN_INSTANT_LENGTH || !text.endsWith('+00')) return anyInstant(text)
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2)
  if (year < LEAST_PLAIN_YEAR) return anyInstant(text)
  return new Date(
    Date.UTC(
      year,
      twoDigits(text, 5) - 1,
      twoDigits(text, 8),
      twoDigits(text, 11),
      twoDigits(text, 14),
      twoDigits(text, 17),
    ),
  )
}

function twoDigits(text: string, at: number): number {
  return 10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * ZERO
}

const ZERO = 0x30

function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.slice('\\x'.length), 'hex'))
}
