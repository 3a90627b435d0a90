import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCategoryPath, writeCategoryPath } from '../../../src/domain/values/category-path.ts'

describe('parseCategoryPath', () => {
  test.each([
    ['Arts', false, ['Arts']],
    ['Science/Physics', false, ['Science', 'Physics']],
    ['/Science/Physics', true, ['Science', 'Physics']],
    ['/Biology', true, ['Biology']],
    ['Health\\/Safety', false, ['Health/Safety']],
    ['Arts/Film\\/TV', false, ['Arts', 'Film/TV']],
    ['Back\\\\Slash', false, ['Back\\Slash']],
    ['A\\\\/B', false, ['A\\', 'B']],
    ['A\\\\\\/B', false, ['A\\/B']],
    ['\\/A', false, ['/A']],
    ['A\\B', false, ['A\\B']],
    ['A\\', false, ['A\\']],
    ['37', false, ['37']],
    [' A / B ', false, [' A ', ' B ']],
    ['Études/日本', false, ['Études', '日本']],
  ])('reads %j', (text, absolute, names) => {
    expect(parseCategoryPath(text)).toEqual({ absolute, names })
  })

  test.each(['', '/', '//', 'A/', '/A/', 'A//B', '//A', '/A//B', 'A/B//'])('refuses %j', (text) => {
    expect(parseCategoryPath(text)).toBeNull()
  })
})

const names = fc.array(
  fc.string({ minLength: 1, unit: fc.constantFrom('/', '\\', 'a', ' ', 'é', '😀', '\n') }),
  {
    minLength: 1,
  },
)

test('what is written is read back, relative and absolute', () => {
  fc.assert(
    fc.property(names, (written) => {
      const path = writeCategoryPath(written)
      expect(parseCategoryPath(path)).toEqual({ absolute: false, names: written })
      expect(parseCategoryPath(`/${path}`)).toEqual({ absolute: true, names: written })
    }),
  )
})
