/**
 * The way of a file from the desk into the ledger, as a state machine: choose, preview, import, result.
 *
 * It knows no network. Each request carries the number of the choice it was made for; an answer to an older choice is
 * dropped, so that a slow preview of the first file never stands beside the name of the second.
 */

/** Where an import stands on the server. */
export type ImportState =
  | 'queued'
  | 'reading'
  | 'checking'
  | 'prepared'
  | 'committed'
  | 'refused'
  | 'interrupted'
  | 'superseded'
  | 'failed'
  | 'unchanged'

/** What a preview must say for the decision. */
export interface PreviewLike {
  would_refuse: boolean
  already_imported?: number | null
  rows: number
}
export type Mode = 'strict' | 'lenient'

/** What went wrong, for the reader: a code that is translated, the server's sentence as a fallback. */
export interface Failure {
  code: string
  message: string
  params: Record<string, string>
}

/** One choice of file and mapping, and how far it has come. */
export interface Upload<P extends PreviewLike> {
  step: 'choose' | 'previewing' | 'previewed' | 'sending' | 'running' | 'done'
  /** Number of the choice; answers to an older one are dropped. */
  choice: number
  file: File | null
  mapping: string | null
  preview: P | null
  mode: Mode | null
  import: number | null
  outcome: ImportState | null
  failure: Failure | null
}

export type Event<P extends PreviewLike> =
  | { type: 'file'; file: File | null }
  | { type: 'mapping'; mapping: string | null }
  | { type: 'preview' }
  | { type: 'previewed'; choice: number; preview: P }
  | { type: 'import'; mode: Mode }
  | { type: 'accepted'; choice: number; import: number }
  | { type: 'state'; import: number; state: ImportState }
  | { type: 'failed'; choice: number; failure: Failure }
  | { type: 'reset' }

/** Nothing chosen yet. */
export function start<P extends PreviewLike>(choice = 0): Upload<P> {
  return {
    step: 'choose',
    choice,
    file: null,
    mapping: null,
    preview: null,
    mode: null,
    import: null,
    outcome: null,
    failure: null,
  }
}

/** States in which the server does no more. */
export function isOver(state: ImportState): boolean {
  return (
    state === 'committed' ||
    state === 'refused' ||
    state === 'interrupted' ||
    state === 'failed' ||
    state === 'unchanged' ||
    state === 'superseded'
  )
}

/** The next state. An event that does not fit the step changes nothing. */
export function reduce<P extends PreviewLike>(s: Upload<P>, e: Event<P>): Upload<P> {
  switch (e.type) {
    case 'file':
    case 'mapping': {
      if (s.step === 'sending' || s.step === 'running') return s
      const file = e.type === 'file' ? e.file : s.file
      const mapping = e.type === 'mapping' ? e.mapping : s.mapping
      return { ...start<P>(s.choice + 1), file, mapping }
    }
    case 'preview':
      return s.file && s.mapping && (s.step === 'choose' || s.step === 'previewed')
        ? { ...s, step: 'previewing', preview: null, failure: null }
        : s
    case 'previewed':
      return e.choice === s.choice && s.step === 'previewing' ? { ...s, step: 'previewed', preview: e.preview } : s
    case 'import':
      return canImport(s, e.mode) ? { ...s, step: 'sending', mode: e.mode, failure: null } : s
    case 'accepted':
      return e.choice === s.choice && s.step === 'sending' ? { ...s, step: 'running', import: e.import } : s
    case 'state':
      return s.step === 'running' && e.import === s.import && isOver(e.state)
        ? { ...s, step: 'done', outcome: e.state }
        : s
    case 'failed': {
      if (e.choice !== s.choice) return s
      if (s.step === 'previewing') return { ...s, step: 'choose', failure: e.failure }
      if (s.step === 'sending') return { ...s, step: 'previewed', mode: null, failure: e.failure }
      return s
    }
    case 'reset':
      return start(s.choice + 1)
  }
}

/** Whether the import may be started: strict takes only what has no error; what is already in changes nothing. */
export function canImport<P extends PreviewLike>(s: Upload<P>, mode: Mode): boolean {
  if (s.step !== 'previewed' || !s.preview) return false
  if (s.preview.already_imported != null) return false
  return mode === 'lenient' ? s.preview.would_refuse : !s.preview.would_refuse
}

/** How far an import is, 0 to 100, or null while its length is not known. */
export function percent(progress: { done: number; total: number | null } | null | undefined): number | null {
  if (!progress || !progress.total || progress.total <= 0) return null
  return Math.min(100, Math.max(0, (progress.done / progress.total) * 100))
}
