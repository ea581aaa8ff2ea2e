import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@/i18n/en.json'
import zh from '@/i18n/zh.json'
import { findingName, findingSentence, TEXTS } from '@/pages/findings/texts'

const crates = join(import.meta.dirname, '../../../crates')
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] as string)

/** The codes and sentences of the reader of files, from its own source. */
const reader = readFileSync(join(crates, 'intake/src/codes.rs'), 'utf8')
const codes = [...reader.matchAll(/^ {4}\w+ "([a-z_0-9]+)" \w+ "((?:[^"\\]|\\.)*)";/gm)].map(match => ({ code: match[1] as string, template: match[2] as string }))

/** The codes and sentences of meters and their readings. */
const meters = [...readFileSync(join(crates, 'metering/src/finding.rs'), 'utf8').matchAll(/^ {4}line\("([a-z_0-9]+)", \w+, &\[([^\]]*)\], "((?:[^"\\]|\\.)*)"\),/gm)].map(match => ({ code: match[1] as string, template: match[3] as string, params: [...(match[2] as string).matchAll(/"(\w+)"/g)].map(one => one[1] as string) }))

/** The codes of what cities do together; their English sentences are made where they are found. */
const together = [...readFileSync(join(crates, 'planning/src/notice.rs'), 'utf8').matchAll(/^ {4}\(\s*"([a-z_0-9]+)",\s*&\[([^\]]*)\],?\s*\),/gm)].map(match => ({ code: match[1] as string, params: [...(match[2] as string).matchAll(/"(\w+)"/g)].map(one => one[1] as string) }))

/** The codes of cities side by side, from their own list. */
const cities = [...readFileSync(join(crates, 'planning/src/city/finding.rs'), 'utf8').matchAll(/^ {4}\w+ \{\n([\s\S]*?)^ {4}\} = "([a-z_]+)"/gm)].map(match => ({ code: match[2] as string, params: [...(match[1] as string).matchAll(/^ +(\w+): /gm)].map(one => one[1] as string) }))

/** Sources of a crate without its tests and the examples in its documents. */
function rust(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'tests' ? [] : rust(path)
    return entry.name.endsWith('.rs') && !entry.name.includes('tests') ? [{ path, text: (readFileSync(path, 'utf8').split(/^#\[cfg\(test\)\]\s*mod /m)[0] as string).replaceAll(/^\s*\/\/.*$/gm, '') }] : []
  })
}
/** Faults of factor tables are no findings: they stop the program at its start. */
const sources = ['inventory', 'app', 'lake', 'store'].flatMap(name => rust(join(crates, name, 'src'))).filter(({ path }) => !path.includes('inventory/src/factors'))
/** Every code that a finding is made with outside the reader of files. */
const others = new Set(
  sources.flatMap(({ text }) => [
    ...[...text.matchAll(/\b(?:note|say|gap|fault)\(\s*"([a-z_0-9]+)"/g)].map(match => match[1] as string),
    ...[...text.matchAll(/\bcode: "([a-z_0-9]+)"/g)].map(match => match[1] as string),
    // Where a file and a column come first: the first word in quotes within the call.
    ...[...text.matchAll(/(?<!fn )\bfinding\(\n[^"]*?\n\s*"([a-z_0-9]+)",\n/g)].map(match => match[1] as string),
  ]),
)

describe('texts of findings', () => {
  it('reads the codes', () => {
    expect(codes.length).toBeGreaterThan(70)
    expect(meters.length).toBeGreaterThan(50)
    expect(together.length).toBeGreaterThan(30)
    expect(cities.length).toBeGreaterThan(17)
    expect([...others].toSorted()).toEqual(expect.arrayContaining(['broken_parquet', 'duplicate_place', 'factor_stands_in', 'foreign_region', 'market_factor_missing', 'missing_factor', 'negative_entries', 'nested_column', 'superseded', 'unreadable_file', 'zero_denominator']))
  })
  it('knows every room in which findings are made', () => {
    const made = sources.filter(({ text }) => /(?<!struct |for )\bFinding \{\s*code/.test(text)).map(({ path }) => path.slice(crates.length + 1).split('/')[0])
    expect([...new Set(made)].toSorted()).toEqual(['app', 'inventory', 'lake'])
  })
  it('has a text for every code', () => {
    const all = [...codes.map(({ code }) => code), ...meters.map(({ code }) => code), ...together.map(({ code }) => code), ...cities.map(({ code }) => code), ...others]
    expect(all.filter(code => !TEXTS[code]?.every(text => text.trim() !== ''))).toEqual([])
    expect(all.filter(code => !/[\u4e00-\u9fff]/.test(TEXTS[code]?.[2] ?? ''))).toEqual([])
  })
  it('has no text for a code that is gone', () => {
    const known = new Set([...codes.map(({ code }) => code), ...meters.map(({ code }) => code), ...together.map(({ code }) => code), ...cities.map(({ code }) => code), ...others])
    expect(Object.keys(TEXTS).filter(code => !known.has(code.split('.')[0] as string))).toEqual([])
  })
  it('asks for no parameter that the finding does not bring', () => {
    for (const { code, template } of codes) {
      const given = new Set(holes(template))
      // Its own sentence stands first; what other rooms say with the same code follows.
      expect({ code, unknown: holes(TEXTS[code]?.[2] ?? '').filter(name => !given.has(name)) }).toEqual({ code, unknown: [] })
    }
  })
  it('fills the sentence of a meter with what its finding brings', () => {
    // A fault of a cell names its column besides.
    for (const { code, params } of [...meters, ...together.map(one => ({ ...one, params: [...one.params, 'column'] }))]) expect({ code, unknown: holes(TEXTS[code]?.[2] ?? '').filter(name => !params.includes(name)) }).toEqual({ code, unknown: [] })
  })
  it('has a sentence with what its finding brings for every code of cities, and a word for every reason', () => {
    const source = readFileSync(join(crates, 'planning/src/city/finding.rs'), 'utf8')
    // No code escapes the list above, however its values are written.
    expect(cities.length).toBe([...source.matchAll(/^ {4}\} = "/gm)].length)
    for (const { code, params } of cities) {
      expect({ code, unknown: holes(TEXTS[code]?.[2] ?? '{none}').filter(name => !params.includes(name)) }).toEqual({ code, unknown: [] })
      const finding = { code, params: Object.fromEntries(params.map(name => [name, name === 'why' ? 'too_few' : '1'])), message: 'a sentence of the server (too_few)' }
      expect(findingSentence(finding, 'zh')).not.toBe(finding.message)
    }
    const reasons = [...source.matchAll(/^ {4}\w+ = "([a-z_]+)",$/gm)].map(match => match[1] as string)
    expect(reasons.length).toBeGreaterThan(12)
    for (const texts of [en, zh] as Record<string, string>[]) expect(reasons.filter(reason => !texts[`why.${reason}`])).toEqual([])
    const finding = { code: 'empty_city', params: { city: 'A', why: 'all_zero' }, message: 'A: nothing to compare (all_zero)' }
    expect(findingSentence(finding, 'en', (_, value) => `[${value}]`)).toBe('A: nothing to compare ([all_zero])')
  })
  it('fills the sentence, and falls back to the server where it cannot', () => {
    const finding = { code: 'unknown_place', params: { cell: 'XX', nearest: 'XY' }, message: 'The place XX is not known.' }
    expect(findingSentence(finding, 'zh')).toBe('没有区域 XX，最相近的是 XY，请更正，或补充别名。')
    expect(findingSentence(finding, 'en')).toBe(finding.message)
    expect(findingSentence({ ...finding, params: {} }, 'zh')).toBe(finding.message)
    expect(findingSentence({ ...finding, params: { found: 'XX', count: '3' } }, 'zh')).toBe('XX：区域名录中没有该区域，3 条账目未计入。')
    expect(findingSentence({ ...finding, code: 'never_heard_of' }, 'zh')).toBe(finding.message)
    expect([findingName('unknown_place', 'zh'), findingName('never_heard_of', 'en')]).toEqual(['区域不明', 'Never heard of'])
  })
  it('has words where the server’s sentence has codes, in English too', () => {
    const name = (parameter: string, value: string) => `[${parameter} ${value}]`
    const ladder = { code: 'ladder_not_known', params: { a: 'A', b: 'B', indicators: 'joint_institutions' }, message: 'A and B: nothing is known of joint_institutions; they may stand higher' }
    expect(findingSentence(ladder, 'en', name)).toBe('A and B: nothing is known of [indicators joint_institutions]; they may stand higher')
    const part = { code: 'part_not_known', params: { part: 'trajectory', missing: '3', of: '9' }, message: 'trajectory is not known for 3 of 9 pairs; their scores are means of the other parts' }
    expect(findingSentence(part, 'en', name)).toMatch(/^\[part trajectory\] is not known for 3 of 9/)
    expect(findingSentence(part, 'zh', name)).toContain('[part trajectory]')
  })
  it('says of a missing factor what it means', () => {
    const finding = { code: 'missing_factor', severity: 'note', params: { subject: 'combustion_ch4 diesel', count: '12' }, message: '' }
    const name = (_: string, value: string) => (value === '12' ? value : `[${value}]`)
    expect(findingSentence(finding, 'zh', name)).toBe('[combustion_ch4 diesel]取决于燃烧场所，而所属领域未注明，12 条活动数据的这一部分未计入。')
    expect(findingSentence({ ...finding, params: { subject: 'gwp sf6', count: '12' } }, 'zh', name)).toBe('没有适用的[gwp sf6]，12 条活动数据的这一部分未计入。')
    expect(findingSentence({ ...finding, severity: 'error' }, 'zh', name)).toContain('未能核算')
  })
})

describe('texts of refusals', () => {
  const snapshot = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8')) as { components: { schemas: { ErrorCode: { enum: string[] } } } }
  it('has a text for every code of the API, in both languages', () => {
    const known = snapshot.components.schemas.ErrorCode.enum
    expect(known.length).toBeGreaterThan(30)
    for (const texts of [en, zh] as Record<string, string>[]) expect(known.filter(code => !texts[`error.${code}`])).toEqual([])
  })
})

describe('the English sentence of the server', () => {
  const name = (parameter: string, value: string) => (parameter === 'subject' && value === 'NYE' ? 'North Yorkshire Council' : parameter === 'kind' && value === 'combustion_ch4' ? 'CH₄ from combustion' : value)
  it('is read with names in place of codes, and with as many digits as say something', () => {
    const slip = { code: 'possible_unit_slip', params: { found: '0.00488588759800083', subject: 'NYE', times: '0.001', usual: '4.512554890882221' }, message: '0.00488588759800083 is about 0.001 times what is usual for NYE (4.512554890882221). Is the unit right?' }
    expect(findingSentence(slip, 'en', name)).toBe('0.00488589 is about 0.001 times what is usual for North Yorkshire Council (4.51255). Is the unit right?')
  })
  it('keeps what it quotes from a cell, and codes within other words', () => {
    const cell = { code: 'negative_value', params: { cell: '-8.4300012' }, message: '"-8.4300012" is negative' }
    expect(findingSentence(cell, 'en', name)).toBe('"-8.4300012" is negative')
    const kind = { code: 'missing_factor', params: { kind: 'combustion_ch4' }, message: 'no combustion_ch4 factor, no combustion_ch4_x' }
    expect(findingSentence(kind, 'en', name)).toBe('no CH₄ from combustion factor, no combustion_ch4_x')
  })
})
