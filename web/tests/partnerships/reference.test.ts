import { describe, expect, it } from 'vitest'
import { csvRows, distanceKm, DOCUMENT_PAIRS, DOCUMENT_TOPICS, topicShare } from '@/pages/partnerships/reference'

describe('CSV', () => {
  it('is read with quotes, commas and comments', () => {
    expect(csvRows('# a, note\na,b,c\n1,"x, ""y""",\n,2,3\n')).toEqual([
      { a: '1', b: 'x, "y"', c: '' },
      { a: '', b: '2', c: '3' },
    ])
  })
})

describe('the documents', () => {
  it('have eleven pairs, each with two names and two places', () => {
    expect(DOCUMENT_PAIRS).toHaveLength(11)
    expect(new Set(DOCUMENT_PAIRS.map(pair => pair.id)).size).toBe(11)
    for (const pair of DOCUMENT_PAIRS) {
      for (const one of [pair.european, pair.chinese]) {
        expect(one.name.en).not.toBe('')
        expect(one.name.zh).toMatch(/[\u4e00-\u9fff]/)
      }
      expect(pair.european.lon).toBeLessThan(30)
      expect(pair.chinese.lon).toBeGreaterThan(100)
      for (const topic of pair.topics) expect(DOCUMENT_TOPICS.has(topic.topic), topic.topic).toBe(true)
    }
  })
  it('call their pairs as the server does: by the names of the cities', () => {
    const slug = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')
    for (const pair of DOCUMENT_PAIRS) expect(pair.id).toBe(`${slug(pair.european.name.en)}-${slug(pair.chinese.name.en)}`)
  })
})

describe('what speaks for a pair', () => {
  it('is the way between them: a quarter of the Earth, and nothing without a place', () => {
    const at = (lon: number | null, lat: number | null) => ({ name: { en: '', zh: '' }, lon, lat })
    expect(distanceKm(at(0, 0), at(90, 0))).toBeCloseTo((6371.0088 * Math.PI) / 2, 9)
    expect(distanceKm(at(null, 0), at(90, 0))).toBeNull()
  })
  it('is what both name, of all that either names', () => {
    const topic = (side: 'european' | 'chinese' | 'both', id: string) => ({ side, topic: id, fact: '', source: '' })
    expect(topicShare([topic('european', 'x'), topic('chinese', 'x'), topic('chinese', 'y'), topic('both', 'z')])).toEqual({ shared: ['x', 'z'], european: [], chinese: ['y'], share: 2 / 3 })
    expect(topicShare([topic('european', 'x')]).share).toBeNull()
  })
})
