import { afterAll, beforeAll } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { testStore } from './engines.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** For the tests of the block, or file, in which it is called: a store of their own, and the path of a folder. */
export function storeAndFolder(): { readonly store: Store; readonly folder: string } {
  const made = {} as { store: Store; folder: string }
  const closing = new AsyncDisposableStack()
  beforeAll(async () => {
    made.store = await testStore()
    closing.defer(() => made.store.close())
    made.folder = closing.use(await temporaryFolder()).path
  })
  afterAll(() => closing.disposeAsync())
  return made
}
