/** The way of a file of readings to the server: choose, send, wait until it is written, wait until it is accounted for, result. It knows no network. */
import { type Failure, type ImportState, isOver } from './upload'

export const LAYOUTS = ['auto', 'long', 'wide', 'columns'] as const
export type ReadingsLayout = (typeof LAYOUTS)[number]
export const STAMPS = ['auto', 'start', 'end'] as const
export type Stamp = (typeof STAMPS)[number]
/** Whether a fault refuses the file, or only what is faulty. */
export const MODES = ['strict', 'lenient'] as const

export interface ReadingsUpload {
  step: 'choose' | 'sending' | 'running' | 'accounting' | 'done'
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
  /** What became of the readings; `null` while that is not known, or if the server goes on without us. */
  run: Run | null
  failure: Failure | null
}

/** What turning readings into energy and carbon came to. */
export interface Run {
  months: number
  energy_kwh: number
  emissions_kg: number
}

/** What happens to a file, in this order. */
export const STAGES = ['sending', 'reading', 'checking', 'writing', 'accounting'] as const
export type Stage = (typeof STAGES)[number]

/** The stage that an upload is in; `null` before and after. */
export function stageOf(s: ReadingsUpload, state: ImportState | undefined): Stage | null {
  if (s.step === 'sending' || s.step === 'accounting') return s.step
  if (s.step !== 'running') return null
  return state === 'checking' ? 'checking' : state === 'prepared' || state === 'committed' ? 'writing' : 'reading'
}

/** Whether the server can still be told to stop: not once it writes. */
export const canCancel = (stage: Stage | null) => stage === 'sending' || stage === 'reading' || stage === 'checking'

export type ReadingsEvent =
  | { type: 'file'; file: File | null }
  | { type: 'set'; patch: Partial<Pick<ReadingsUpload, 'layout' | 'stamp' | 'mode' | 'meter'>> }
  | { type: 'send' }
  | { type: 'progress'; sent: number; total: number }
  | { type: 'accepted'; import: number }
  | { type: 'state'; import: number; state: ImportState }
  | { type: 'accounted'; import: number; run: Run | null }
  | { type: 'cancelled' }
  | { type: 'failed'; failure: Failure }
  | { type: 'reset' }

export const begin = (): ReadingsUpload => ({ step: 'choose', file: null, layout: 'auto', stamp: 'auto', mode: 'strict', meter: '', sent: 0, total: 0, import: null, outcome: null, run: null, failure: null })

/** The next state. An event that does not fit the step changes nothing. */
export function advance(s: ReadingsUpload, e: ReadingsEvent): ReadingsUpload {
  switch (e.type) {
    case 'file':
      return s.step === 'choose' || s.step === 'done' ? { ...s, step: 'choose', file: e.file, failure: null, import: null, outcome: null, run: null } : s
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
      // What counts has still to become energy and carbon.
      return s.step === 'running' && e.import === s.import && isOver(e.state) ? { ...s, step: e.state === 'committed' ? 'accounting' : 'done', outcome: e.state } : s
    case 'accounted':
      return s.step === 'accounting' && e.import === s.import ? { ...s, step: 'done', run: e.run } : s
    case 'cancelled':
      return s.step === 'sending' ? { ...s, step: 'choose', sent: 0 } : s
    case 'failed':
      return s.step === 'sending' ? { ...s, step: 'choose', failure: e.failure } : s
    case 'reset':
      // The next file is mostly laid out as the last.
      return s.step === 'done' || s.step === 'choose' ? { ...begin(), layout: s.layout, stamp: s.stamp, mode: s.mode } : s
  }
}
