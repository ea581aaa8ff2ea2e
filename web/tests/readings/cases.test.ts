import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@/i18n/en.json'
import zh from '@/i18n/zh.json'
import { KINDS } from '@/api/readings'
import { actionsOf, evidencePaths, isReady, reasonText, STATUSES } from '@/pages/cases/cases'
import { tabOf } from '@/pages/findings/FindingsPage'

const texts = { en, zh } as unknown as Record<'en' | 'zh', Record<string, string>>
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] as string)

describe('what can be done about a case', () => {
  it('is decided once, and can be opened again', () => {
    expect(actionsOf('open')).toEqual(['assign', 'explain', 'accept', 'correct', 'dismiss'])
    expect(actionsOf('explained')).toContain('accept')
    for (const closed of ['accepted', 'corrected', 'dismissed'] as const) expect(actionsOf(closed)).toEqual(['reopen'])
  })
  it('asks for a reason where one is needed, and for a name where it is assigned', () => {
    expect(isReady('dismiss', '  ', '')).toBe(false)
    expect(isReady('dismiss', 'maintenance', '')).toBe(true)
    expect(isReady('accept', '', '')).toBe(true)
    expect(isReady('assign', 'a note', ' ')).toBe(false)
    expect(isReady('assign', '', 'wang')).toBe(true)
  })
})

describe('the reason in words', () => {
  const one = { reason: { code: 'spike_above_peak', params: { value: '940', usual: '20.5' } }, message: 'said by the server', evidence: null }
  it('takes the first sentence that can be filled', () => {
    expect(reasonText(one, ['{{value}} of {{ceiling}}', '{{value}}, usually {{usual}}'])).toBe('940, usually 20.5')
    expect(reasonText(one, ['{{value}} of {{ceiling}}'])).toBe('said by the server')
    expect(reasonText(one, [])).toBe('said by the server')
  })
  it('takes the unit from the evidence, and writes numbers as the reader does', () => {
    const evidence = { unit: 'kWh', at: [], values: [], expected: [] }
    expect(reasonText({ ...one, evidence }, ['{{value}} {{unit}}'], (name, value) => (name === 'unit' ? `[${value}]` : `~${value}`))).toBe('~940 [kWh]')
    expect(reasonText(one, ['{{value}} {{unit}}'])).toBe('said by the server')
  })
  it('does not fill a hole with nothing', () => {
    expect(reasonText({ ...one, reason: { code: 'x', params: { peers_percent: '' } } }, ['peers {{peers_percent}}', 'alone'])).toBe('alone')
  })
  it('has a name and a sentence for every kind, and words for every state and action, in both languages', () => {
    for (const language of ['en', 'zh'] as const) {
      for (const kind of KINDS) {
        expect(texts[language][`case.kind.${kind}`], kind).toBeTruthy()
        // The last resort asks for nothing.
        expect(holes(texts[language][`reasonOf.${kind}`] ?? '{{no_text}}'), kind).toEqual([])
      }
      for (const status of STATUSES) {
        expect(texts[language][`case.status.${status}`], status).toBeTruthy()
        for (const action of actionsOf(status)) for (const part of ['action', 'effect', 'send', 'did']) expect(texts[language][`case.${part}.${action}`], `${part} ${action}`).toBeTruthy()
      }
    }
  })
})

describe('the reasons of the detectors', () => {
  const source = readFileSync(join(import.meta.dirname, '../../../crates/metering/src/detect/mod.rs'), 'utf8')
  const list = /pub const CODES[^=]*= \[([\s\S]*?)\n\];/.exec(source)?.[1] ?? ''
  const codes = [...list.matchAll(/\(\s*"(\w+)",\s*&\[([^\]]*)\],?\s*\)/g)].map((match) => ({ code: match[1] as string, params: [...(match[2] as string).matchAll(/"(\w+)"/g)].map((one) => one[1] as string) }))
  it('are all said in both languages, with what each brings', () => {
    expect(codes.length).toBeGreaterThan(10)
    for (const language of ['en', 'zh'] as const)
      for (const { code, params } of codes) expect({ code, unknown: holes(texts[language][`reasonOf.${code}`] ?? '{{no_text}}').filter((name) => ![...params, 'unit'].includes(name)) }).toEqual({ code, unknown: [] })
  })
})

describe('the picture of the evidence', () => {
  it('breaks the line at a gap and keeps zero in the picture', () => {
    const { read, expected, top, bottom, alone } = evidencePaths([10, 20, null, 10, 10], [10, 10, 10, 10, 10], 104, 44, 2)
    expect([top, bottom]).toEqual([20, 0])
    // Five points over 100 pixels: 2, 27, 52, 77, 102; 20 is at the top (2), 10 half way (22).
    expect(read).toBe('M2.0 22.0L27.0 2.0M77.0 22.0L102.0 22.0')
    expect(expected).toBe('M2.0 22.0L27.0 22.0L52.0 22.0L77.0 22.0L102.0 22.0')
    expect(alone).toEqual([])
  })
  it('shows a value between two gaps as a point', () => {
    expect(evidencePaths([null, 5, null], [null, null, null], 104, 44, 2).alone).toEqual([{ x: 52, y: 2 }])
  })
  it('bears negative values and emptiness', () => {
    expect(evidencePaths([-5, 5], [], 104, 44, 2)).toMatchObject({ top: 5, bottom: -5, read: 'M2.0 42.0L102.0 2.0' })
    expect(evidencePaths([], [], 104, 44).read).toBe('')
  })
})

describe('the two lists of findings', () => {
  it('opens the one that the address means', () => {
    expect(tabOf(new URLSearchParams('region=uk'))).toBe('readings')
    expect(tabOf(new URLSearchParams('region=uk&import=3'))).toBe('imports')
    expect(tabOf(new URLSearchParams('code=unknown_place'))).toBe('imports')
    expect(tabOf(new URLSearchParams('tab=readings&import=3'))).toBe('readings')
    expect(tabOf(new URLSearchParams('tab=never'))).toBe('readings')
  })
})
