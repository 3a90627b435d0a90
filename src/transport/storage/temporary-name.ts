import { randomBytes } from 'node:crypto'

/** Begins with a dot (outbound rule O-40); its shape is ours alone, so that no other file is taken for a leftover. */
const SHAPE = /^\.(.+)\.[0-9a-f]{16}\.rollbook$/

export function temporaryName(name: string): string {
  return `.${name}.${randomBytes(8).toString('hex')}.rollbook`
}

export function isTemporary(name: string): boolean {
  return SHAPE.test(name)
}

/** Whether a name is a temporary one of this file. */
export function isTemporaryOf(file: string, name: string): boolean {
  return SHAPE.exec(name)?.[1] === file
}
