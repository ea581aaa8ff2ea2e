import { expect, test } from 'vitest'
import { branches, classOf, equalBreaks, pairsOf, quantileBreaks } from '@/pages/cluster/matrix'

test('branches of a tree join where their groups stand, and no two cross', () => {
  // Cities 0 and 2 join first, then 1 to them: in the order 1, 0, 2.
  const found = branches(
    [
      { left: 0, right: 2, height: 0.1 },
      { left: 1, right: 3, height: 0.4 },
    ],
    [1, 0, 2],
  )
  expect(found).toEqual([
    { a: { at: 1, height: 0 }, b: { at: 2, height: 0 }, height: 0.1 },
    { a: { at: 0, height: 0 }, b: { at: 1.5, height: 0.1 }, height: 0.4 },
  ])
})

test('classes: equal widths, equal numbers, none where all are alike', () => {
  expect(equalBreaks([0, 0.5, 1], 4)).toEqual([0.25, 0.5, 0.75])
  expect(equalBreaks([0.9, 0.9], 5)).toEqual([])
  expect(equalBreaks([], 5)).toEqual([])
  expect(quantileBreaks([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5)).toEqual([3, 5, 7, 9])
  // Many of one value make fewer classes, never an empty one.
  expect(quantileBreaks([1, 1, 1, 1, 9], 5)).toEqual([9])
  expect([0, 0.25, 0.6, 1].map(value => classOf(value, [0.25, 0.5, 0.75]))).toEqual([0, 1, 2, 3])
})

test('pairs of a matrix come once each, the greatest first, unknown ones last', () => {
  expect(pairsOf([1, 0.5, null, 0.5, 1, 0.7, null, 0.7, 1], 3)).toEqual([
    { a: 2, b: 1, value: 0.7 },
    { a: 1, b: 0, value: 0.5 },
    { a: 2, b: 0, value: null },
  ])
})
