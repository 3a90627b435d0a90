/**
 * Reads one item ahead, so that the next chunk is being parsed while the database works on this one. Not more than
 * one: memory stays flat.
 */
export async function* ahead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]()
  let next = iterator.next()
  try {
    for (;;) {
      const { done, value } = await next
      if (done) return
      next = iterator.next()
      // Its failure is told when its turn comes; until then nobody awaits it.
      next.catch(() => undefined)
      yield value
    }
  } finally {
    await iterator.return?.()
  }
}
