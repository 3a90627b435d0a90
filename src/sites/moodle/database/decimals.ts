/** Digits after the point: far more than anybody prints, and cut, so that printing rounds an exact half only. */
const DIGITS = 20
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/

/** `a × b ÷ c`, exact as far as it has at most 20 digits after the point; beyond them it is cut. `c` is not zero. */
export function timesOver(a: string, b: string, c: string): string {
  const [top, topDigits] = product(integerOf(a), integerOf(b))
  const [bottom, bottomDigits] = integerOf(c)
  const shift = DIGITS + bottomDigits - topDigits
  const scaled = shift >= 0 ? top * 10n ** BigInt(shift) : top / 10n ** BigInt(-shift)
  return textOf(scaled / bottom)
}

/** Moodle takes a sum of marks that is smaller than this for none. */
export function isPracticallyZero(text: string): boolean {
  return Math.abs(Number(text)) < 0.000005
}

/** A number that a package reported, as exact decimal text; null for what is none, such as `85,5` or `100%`. */
export function reportedNumber(text: string): string | null {
  const match = DECIMAL.exec(text.trim())
  if (match === null) return null
  const [, sign, whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return null
  const digits = fraction === '' ? '' : `.${fraction}`
  return `${sign === '-' ? '-' : ''}${whole.replace(/^0+(?=\d)/, '') || '0'}${digits}`
}

type Scaled = readonly [integer: bigint, digits: number]

function integerOf(text: string): Scaled {
  const [whole = '', fraction = ''] = text.split('.')
  return [BigInt(whole + fraction), fraction.length]
}

function product([a, aDigits]: Scaled, [b, bDigits]: Scaled): Scaled {
  return [a * b, aDigits + bDigits]
}

function textOf(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(DIGITS + 1, '0')
  const fraction = digits.slice(-DIGITS).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -DIGITS)}${fraction === '' ? '' : `.${fraction}`}`
}
