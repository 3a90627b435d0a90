import type { EntityKind } from '../domain/entities.ts'

type Image = Readonly<Record<string, unknown>>

/** What stands for a secret: whether there is one, and whether it is another than before. */
const SET = '(set)'
const CHANGED = '(changed)'

/**
 * Two images of an entity without what nobody may see: of a user the hash of the password, of a course the password for
 * guests. An image that lacks the field keeps lacking it; an empty one stays empty, since that there is none may be told.
 */
export function withoutSecrets(
  kind: EntityKind,
  before: Image | null,
  after: Image | null,
): [before: Image | null, after: Image | null] {
  const hidden = (old: unknown, now: unknown) => {
    if (typeof now !== 'string' || now === '') return now
    return typeof old === 'string' && old !== '' && old !== now ? CHANGED : SET
  }
  if (kind === 'user') {
    const field = 'passwordHash'
    return [
      replaced(before, field, hidden(null, before?.[field])),
      replaced(after, field, hidden(before?.[field], after?.[field])),
    ]
  }
  if (kind === 'course') {
    const field = 'guestAccess'
    const [old, now] = [before?.[field], after?.[field]] as (Image | null | undefined)[]
    const guests = (access: Image | null | undefined, earlier: unknown) =>
      access && replaced(access, 'password', hidden(earlier, access['password']))
    return [
      replaced(before, field, guests(old, null)),
      replaced(after, field, guests(now, old?.['password'])),
    ]
  }
  return [before, after]
}

function replaced(image: Image | null, field: string, value: unknown): Image | null {
  return image === null || !(field in image) ? image : { ...image, [field]: value }
}
