import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { WsFailure } from '../../../transport/moodle-ws/failure.ts'

/** Values of one look-up: more gain little, and each answer is held in memory. */
const PAGE_VALUES = 100
/** Fields of a call besides the values. */
const OTHER_FIELDS = 10

/**
 * Looks values up, page by page, a few at a time. A refusal of a page is one of a value in it (a user name that none can
 * have), or of its size: halves tell which. Of a value that is refused alone nothing is found.
 *
 * @throws WsFailure for whatever is no matter of the values
 */
export async function inPages<V, T>(
  ws: MoodleWs,
  values: readonly V[],
  read: (page: readonly V[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const size = Math.max(1, Math.min(PAGE_VALUES, ws.sizes.variables - OTHER_FIELDS))
  const pages = Array.from({ length: Math.ceil(values.length / size) }, (_, at) =>
    values.slice(at * size, (at + 1) * size),
  )
  const found = await Promise.all(pages.map((page) => inHalves(page, read)))
  return found.flat()
}

async function inHalves<V, T>(
  page: readonly V[],
  read: (page: readonly V[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await read(page)
  } catch (error) {
    const ofTheValues =
      error instanceof WsFailure && error.kind === 'refused' && error.errorcode === 'invalidparameter'
    if (!ofTheValues) throw error
    if (page.length === 1) return []
    const middle = Math.ceil(page.length / 2)
    return [...(await inHalves(page.slice(0, middle), read)), ...(await inHalves(page.slice(middle), read))]
  }
}
