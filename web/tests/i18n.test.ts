import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import en from '@/i18n/en.json'
import zh from '@/i18n/zh.json'

const src = join(import.meta.dirname, '../src')

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [readFileSync(join(folder, entry.name), 'utf8')] : [],
  )
}

const text = sources(src).join('\n')
/** Keys written out, `'nav.map'`, in a call of `t` or as a value that a call is given. */
const literal = new Set([...text.matchAll(/['"`]([a-z][A-Za-z]*\.[A-Za-z0-9_.]+)['"`]/g)].map((match) => match[1] as string))
/** Keys put together, `nav.${page}`: all that begin so are in use. */
const composed = [...new Set([...text.matchAll(/`([a-z][A-Za-z]*(?:\.[A-Za-z0-9_]+)*\.)\$\{/g)].map((match) => match[1] as string))]
/** Keys that `t` is surely called with. */
const called = new Set([...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] as string))

const bare = (key: string) => key.replace(/_(one|other)$/, '')

test('both languages have the same keys', () => {
  const known = new Set(Object.keys(zh).map(bare))
  expect(Object.keys(en).map(bare).filter((key) => !known.has(key))).toEqual([])
  const english = new Set(Object.keys(en).map(bare))
  expect(Object.keys(zh).map(bare).filter((key) => !english.has(key))).toEqual([])
})

test('no text is missing', () => {
  const known = new Set(Object.keys(en).map(bare))
  expect([...called].filter((key) => !known.has(key))).toEqual([])
})

test('no text is unused', () => {
  const unused = Object.keys(en).filter((key) => !literal.has(bare(key)) && !composed.some((prefix) => key.startsWith(prefix)))
  expect(unused).toEqual([])
})

test('placeholders are the same in both languages', () => {
  const holes = (value: string) => [...value.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).toSorted()
  const english = en as Record<string, string>
  for (const [key, value] of Object.entries(zh)) {
    const twin = english[key] ?? english[`${bare(key)}_other`] ?? ''
    expect({ key, holes: holes(value) }).toEqual({ key, holes: holes(twin) })
  }
})

test('Chinese is Chinese', () => {
  const untranslated = Object.entries(zh).filter(([key, value]) => value === (en as Record<string, string>)[key] && /[a-z]{4,}/.test(value))
  expect(untranslated.map(([key]) => key).filter((key) => !['table.parquet'].includes(key))).toEqual([])
})
