import { describe, expect, it } from 'vitest'
import { canImport, percent, reduce, start, type Event, type PreviewLike, type Upload } from '@/pages/data/upload'
import { groupByCode, type FindingLike } from '@/pages/findings/group'

const file = (name: string) => new File(['x'], name)
const run = (events: Event<PreviewLike>[], from: Upload<PreviewLike> = start()) => events.reduce(reduce, from)
const clean: PreviewLike = { would_refuse: false, rows: 10 }
const faulty: PreviewLike = { would_refuse: true, rows: 10 }
const chosen: Event<PreviewLike>[] = [
  { type: 'file', file: file('a.csv') },
  { type: 'mapping', mapping: 'm' },
]

describe('upload', () => {
  it('goes from a file to a committed import', () => {
    const s = run([
      ...chosen,
      { type: 'preview' },
      { type: 'previewed', choice: 2, preview: clean },
      { type: 'import', mode: 'strict' },
      { type: 'accepted', choice: 2, import: 7 },
      { type: 'state', import: 7, state: 'reading' },
      { type: 'state', import: 7, state: 'committed' },
    ])
    expect([s.step, s.import, s.outcome, s.mode]).toEqual(['done', 7, 'committed', 'strict'])
  })
  it('previews only when both file and mapping are chosen', () => {
    expect(run([{ type: 'file', file: file('a.csv') }, { type: 'preview' }]).step).toBe('choose')
    expect(run([...chosen, { type: 'preview' }]).step).toBe('previewing')
  })
  it('drops the answer to an older choice', () => {
    const s = run([...chosen, { type: 'preview' }, { type: 'file', file: file('b.csv') }, { type: 'previewed', choice: 2, preview: clean }])
    expect([s.step, s.preview, s.file?.name]).toEqual(['choose', null, 'b.csv'])
    const failed = run([...chosen, { type: 'failed', choice: 1, failure: { code: 'x', message: '', params: {} } }])
    expect(failed.failure).toBeNull()
  })
  it('keeps the mapping when the file changes', () => {
    expect(run([...chosen, { type: 'file', file: file('b.csv') }]).mapping).toBe('m')
  })
  it('offers strict to what is clean, lenient to what is not, neither to what is already in', () => {
    const seen = (preview: PreviewLike) => run([...chosen, { type: 'preview' }, { type: 'previewed', choice: 2, preview }])
    expect([canImport(seen(clean), 'strict'), canImport(seen(clean), 'lenient')]).toEqual([true, false])
    expect([canImport(seen(faulty), 'strict'), canImport(seen(faulty), 'lenient')]).toEqual([false, true])
    expect(canImport(seen({ ...clean, already_imported: 4 }), 'strict')).toBe(false)
    expect(run([{ type: 'import', mode: 'strict' }], seen(faulty)).step).toBe('previewed')
  })
  it('comes back to the preview when sending fails, and to the choice when previewing fails', () => {
    const failure = { code: 'too_large', message: 'too large', params: {} }
    const previewed = run([...chosen, { type: 'preview' }, { type: 'previewed', choice: 2, preview: clean }])
    const s = run([{ type: 'import', mode: 'strict' }, { type: 'failed', choice: 2, failure }], previewed)
    expect([s.step, s.failure?.code, canImport(s, 'strict')]).toEqual(['previewed', 'too_large', true])
    expect(run([...chosen, { type: 'preview' }, { type: 'failed', choice: 2, failure }]).step).toBe('choose')
  })
  it('does not change the file under a running import, and ignores another import', () => {
    const running = run([
      ...chosen,
      { type: 'preview' },
      { type: 'previewed', choice: 2, preview: clean },
      { type: 'import', mode: 'strict' },
      { type: 'accepted', choice: 2, import: 7 },
    ])
    expect(run([{ type: 'file', file: file('b.csv') }], running).file?.name).toBe('a.csv')
    expect(run([{ type: 'state', import: 6, state: 'committed' }], running).step).toBe('running')
    expect(run([{ type: 'reset' }], running)).toMatchObject({ step: 'choose', file: null, choice: 3 })
  })
})

describe('percent', () => {
  it('is null while the length is unknown, and stays within bounds', () => {
    expect(percent(null)).toBeNull()
    expect(percent({ done: 3, total: 0 })).toBeNull()
    expect(percent({ done: 5, total: 10 })).toBe(50)
    expect(percent({ done: 12, total: 10 })).toBe(100)
  })
})

const finding = (code: string, severity: FindingLike['severity']): FindingLike => ({ code, severity, params: {}, message: '' })

describe('groupByCode', () => {
  it('puts errors first, then the most frequent, and loses none', () => {
    const all = [finding('n', 'note'), finding('w1', 'warning'), finding('w2', 'warning'), finding('w2', 'warning'), finding('e', 'error'), finding('n', 'note')]
    const groups = groupByCode(all)
    expect(groups.map(g => [g.code, g.findings.length])).toEqual([['e', 1], ['w2', 2], ['w1', 1], ['n', 2]])
    expect(groups.flatMap(g => g.findings)).toHaveLength(all.length)
  })
})
