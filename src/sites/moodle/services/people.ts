import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { WsFailure } from '../../../transport/moodle-ws/failure.ts'
import type { Parameters } from '../../../transport/moodle-ws/parameters.ts'

/** People of a course whose answers are waited for together; the client lets a few calls go at once. */
const TOGETHER = 100

/** What is asked of each person, in their order. */
export async function ofEachPerson<T>(
  userIds: readonly number[],
  ask: (userId: number) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = []
  for (let at = 0; at < userIds.length; at += TOGETHER) {
    answers.push(...(await Promise.all(userIds.slice(at, at + TOGETHER).map(ask))))
  }
  return answers
}

/** The result of a function, or the code of a refusal that is expected. Throws WsFailure for any other. */
export async function readUnless(
  ws: MoodleWs,
  name: string,
  parameters: Parameters,
  expected: ReadonlySet<string>,
): Promise<{ readonly result: unknown } | { readonly refused: string }> {
  try {
    return { result: await ws.read(name, parameters) }
  } catch (error) {
    if (error instanceof WsFailure && expected.has(error.errorcode)) return { refused: error.errorcode }
    throw error
  }
}
