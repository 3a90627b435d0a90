const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** A size for people, in steps of a thousand: `500 MB`. */
export function sizeText(bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1)
  return `${Number((bytes / 1000 ** step).toFixed(1))} ${UNITS[step]}`
}
