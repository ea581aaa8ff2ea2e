/** The way of a file of readings to the server: choose, send, wait, result. It knows no network. */
import { type Failure, type ImportState, isOver } from './upload'

export const LAYOUTS = ['auto', 'long', 'wide', 'columns'] as const
export type ReadingsLayout = (typeof LAYOUTS)[number]
export const STAMPS = ['auto', 'start', 'end'] as const
export type Stamp = (typeof STAMPS)[number]
/** Whether a fault refuses the file, or only what is faulty. */
export const MODES = ['strict', 'lenient'] as const

export interface ReadingsUpload {
  step: 'choose' | 'sending' | 'running' | 'done'
  file: File | null
  layout: ReadingsLayout
  stamp: Stamp
  mode: (typeof MODES)[number]
  /** What a file of one meter does not say itself. */
  meter: string
  /** Bytes on their way, of all. */
  sent: number
  total: number
  import: number | null
  outcome: ImportState | null
  failure: Failure | null
}

export type ReadingsEvent =
  | { type: 'file'; file: File | null }
  | { type: 'set'; patch: Partial<Pick<ReadingsUpload, 'layout' | 'stamp' | 'mode' | 'meter'>> }
  | { type: 'send' }
  | { type: 'progress'; sent: number; total: number }
  | { type: 'accepted'; import: number }
  | { type: 'state'; import: number; state: ImportState }
  | { type: 'failed'; failure: Failure }
  | { type: 'reset' }

export const begin = (): ReadingsUpload => ({ step: 'choose', file: null, layout: 'auto', stamp: 'auto', mode: 'strict', meter: '', sent: 0, total: 0, import: null, outcome: null, failure: null })

/** The next state. An event that does not fit the step changes nothing. */
export function advance(s: ReadingsUpload, e: ReadingsEvent): ReadingsUpload {
  switch (e.type) {
    case 'file':
      return s.step === 'choose' || s.step === 'done' ? { ...s, step: 'choose', file: e.file, failure: null, import: null, outcome: null } : s
    case 'set':
      return s.step === 'choose' ? { ...s, ...e.patch, failure: null } : s
    case 'send':
      return s.step === 'choose' && s.file ? { ...s, step: 'sending', sent: 0, total: s.file.size, failure: null } : s
    case 'progress':
      // Late notices never turn the bar back.
      return s.step === 'sending' && e.sent >= s.sent ? { ...s, sent: e.sent, total: e.total } : s
    case 'accepted':
      return s.step === 'sending' ? { ...s, step: 'running', import: e.import } : s
    case 'state':
      return s.step === 'running' && e.import === s.import && isOver(e.state) ? { ...s, step: 'done', outcome: e.state } : s
    case 'failed':
      return s.step === 'sending' ? { ...s, step: 'choose', failure: e.failure } : s
    case 'reset':
      // The next file is mostly laid out as the last.
      return s.step === 'done' || s.step === 'choose' ? { ...begin(), layout: s.layout, stamp: s.stamp, mode: s.mode } : s
  }
}
