import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findingName, findingSentence, TEXTS } from '@/pages/findings/texts'

/** The codes and sentences of the reader of files, from its own source. */
const source = readFileSync(join(import.meta.dirname, '../../../crates/intake/src/codes.rs'), 'utf8')
const codes = [...source.matchAll(/^ {4}\w+ "([a-z_0-9]+)" \w+ "((?:[^"\\]|\\.)*)";/gm)].map(match => ({ code: match[1] as string, template: match[2] as string }))
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] as string)

describe('texts of findings', () => {
  it('reads the codes', () => {
    expect(codes.length).toBeGreaterThan(70)
  })
  it('has a text for every code', () => {
    expect(codes.filter(({ code }) => !(code in TEXTS)).map(({ code }) => code)).toEqual([])
  })
  it('has no text for a code that is gone', () => {
    const known = new Set(codes.map(({ code }) => code))
    expect(Object.keys(TEXTS).filter(code => !known.has(code))).toEqual([])
  })
  it('asks for no parameter that the finding does not bring', () => {
    for (const { code, template } of codes) {
      const given = new Set(holes(template))
      expect({ code, unknown: holes(TEXTS[code]?.[2] ?? '').filter(name => !given.has(name)) }).toEqual({ code, unknown: [] })
    }
  })
  it('fills the sentence, and falls back to the server where it cannot', () => {
    const finding = { code: 'unknown_place', params: { cell: 'XX', nearest: 'XY' }, message: 'The place XX is not known.' }
    expect(findingSentence(finding, 'zh')).toBe('没有地区 XX，最相近的是 XY，请更正，或补充别名。')
    expect(findingSentence(finding, 'en')).toBe(finding.message)
    expect(findingSentence({ ...finding, params: {} }, 'zh')).toBe(finding.message)
    expect(findingSentence({ ...finding, code: 'never_heard_of' }, 'zh')).toBe(finding.message)
    expect([findingName('unknown_place', 'zh'), findingName('never_heard_of', 'en')]).toEqual(['地区不明', 'Never heard of'])
  })
})
