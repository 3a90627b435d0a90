/** An exact decimal number: `units` × 10^-`places`. */
export interface Decimal {
  readonly units: bigint
  readonly places: number
}

const DECIMAL = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/

/** Reads `12`, `-0.50`, `.5`, `5.`, `1e-7`. Null for anything else. */
export function parseDecimal(text: string): Decimal | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? []
  if (sign === undefined || whole + fraction === '') return null
  const digits = BigInt(whole + fraction)
  const units = sign === '-' ? -digits : digits
  const places = fraction.length - Number(exponent)
  return places < 0 ? { units: units * 10n ** BigInt(-places), places: 0 } : { units, places }
}

/**
 * A number as outbound rule O-22 prints it: at most `places` decimals, half away from nought, trailing noughts dropped,
 * `.` as decimal mark, no grouping.
 */
export function roundedText(number: Decimal, places: number): string {
  const text = fixedText(number, places)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** A number with exactly `places` decimals, half away from nought. */
export function fixedText({ units, places: given }: Decimal, places: number): string {
  const magnitude = units < 0n ? -units : units
  const rounded =
    given <= places ? magnitude * 10n ** BigInt(places - given) : half(magnitude, given - places)
  const digits = rounded.toString().padStart(places + 1, '0')
  const sign = units < 0n && rounded !== 0n ? '-' : ''
  const whole = digits.slice(0, digits.length - places)
  return places === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-places)}`
}

function half(magnitude: bigint, places: number): bigint {
  const unit = 10n ** BigInt(places)
  return (magnitude + unit / 2n) / unit
}

/** Negative, nought or positive, as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const difference = a.units * 10n ** BigInt(b.places) - b.units * 10n ** BigInt(a.places)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function minus(a: Decimal, b: Decimal): Decimal {
  const places = Math.max(a.places, b.places)
  return { units: scaled(a, places) - scaled(b, places), places }
}

export function times(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, places: a.places + b.places }
}

function scaled({ units, places }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - places)
}
