import { afterAll, expect } from 'vitest'
import { openStores } from './open-stores.ts'

// Registered before any of the test file's own, so it runs after them.
afterAll(() => {
  const open = [...openStores]
  // The next file has the same process.
  openStores.clear()
  expect(open, 'stores that the file opened by testStore() and did not close').toEqual([])
})
