import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../src/app/tokens.css'), 'utf8')

function block(from: string): Map<string, string> {
  const start = css.indexOf(from)
  const body = css.slice(start + from.length, css.indexOf('}', start))
  return new Map([...body.matchAll(/(--[\w-]+|color-scheme):\s*([^;]+);/g)].map((match) => [match[1] as string, match[2] as string]))
}

const light = block(':root {')
const dark = block(":root[data-theme='dark'] {")
const system = block(":root:not([data-theme='light']) {")

test('dark by choice is dark by the system', () => {
  expect([...system]).toEqual([...dark])
})

test('dark has a value for every colour of light', () => {
  const colours = [...light].filter(([, value]) => value.startsWith('#')).map(([name]) => name)
  expect(colours.filter((name) => !dark.has(name))).toEqual([])
})

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].toSorted((p, q) => q - p) as [number, number]
  return (x + 0.05) / (y + 0.05)
}

test.each([
  ['light', light],
  ['dark', dark],
] as const)('text is readable on every ground (%s)', (_, theme) => {
  for (const ink of ['--ink', '--ink-2', '--ink-3', '--accent']) {
    for (const ground of ['--ground', '--sunken', '--raised']) {
      const ratio = contrast(theme.get(ink) ?? '', theme.get(ground) ?? '')
      expect(ratio, `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
  }
  for (const kind of ['warn', 'error']) expect(contrast(theme.get(`--${kind}`) ?? '', theme.get(`--${kind}-ground`) ?? ''), kind).toBeGreaterThanOrEqual(4.5)
  expect(contrast(theme.get('--accent') ?? '', theme.get('--accent-ground') ?? '')).toBeGreaterThanOrEqual(4.5)
})
