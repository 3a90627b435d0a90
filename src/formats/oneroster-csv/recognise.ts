import { listed, NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import { HEADER, MANIFEST, VERSION_PROPERTY } from './manifest.ts'
import { plainName } from './package.ts'
import { columnsOf } from './tables.ts'
import { VERSIONS } from './vocabulary.ts'

const ID = 'sourcedId'

/** Knows a package by its manifest, and without one by tables that have the columns of their standard. */
export function recognise(samples: readonly Sample[]): Recognition {
  const told = { kind: null, settings: {} }
  const manifest = samples.find(({ name }) => plainName(name) === MANIFEST)
  if (manifest !== undefined && isManifest(manifest)) {
    const version = propertyOf(manifest, VERSION_PROPERTY)
    const known = VERSIONS.find((one) => one === version)
    return known === undefined
      ? { ...told, confidence: 'likely', reasons: [`${MANIFEST} has ${listed(HEADER)}`] }
      : { ...told, confidence: 'certain', reasons: [`${MANIFEST} says ${VERSION_PROPERTY} ${known}`] }
  }
  const alike = samples.filter(({ table }) => table?.header.includes(ID))
  const [first] = alike
  if (first === undefined) return NOT_OURS
  const whole = alike.filter(isStandard)
  const lacking = `there is no ${MANIFEST} beside them, which a package needs`
  if (whole.length === 0) return { ...told, confidence: 'possible', reasons: [`a header has ${ID}`, lacking] }
  const names = listed(whole.map(({ name }) => plainName(name)))
  return { ...told, confidence: 'likely', reasons: [`${names} with the columns of the standard`, lacking] }
}

function isManifest({ table }: Sample): boolean {
  return HEADER.every((name) => table?.header.includes(name))
}

function propertyOf({ table }: Sample, property: string): string | undefined {
  const [name, value] = HEADER.map((column) => table!.header.indexOf(column))
  return table!.rows.find((row) => row[name!] === property)?.[value!]
}

/** Has the table of that name all columns that some version requires? */
function isStandard({ name, table }: Sample): boolean {
  const plain = plainName(name).replace(/\.csv$/i, '')
  return VERSIONS.some((version) => {
    const required = columnsOf(version, plain)?.filter((column) => column.required)
    return required?.every((column) => table!.header.includes(column.name)) ?? false
  })
}
