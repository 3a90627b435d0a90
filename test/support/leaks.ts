import { afterAll, expect } from 'vitest'
import { openStores } from './open-stores.ts'

// Registered before any of the test file's own, so it runs after them.
afterAll(() => {
  expect([...openStores], 'stores that the file opened by testStore() and did not close').toEqual([])
})
