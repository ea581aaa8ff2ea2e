import type { Evidence } from '@/api/readings'
import { evidencePaths } from './cases'

/** What was read, and dashed what was to be expected; drawn by hand, so that a list of many stays light. */
export function EvidenceLines({ evidence, width, height, label, mark }: { evidence: Evidence; width: number; height: number; label: string; mark?: number | null }) {
  const { read, expected, alone } = evidencePaths(evidence.values, evidence.expected, width, height, 4)
  const count = Math.max(evidence.values.length, evidence.expected.length)
  return (
    <svg className="evidence" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" style={{ height }} {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
      {mark === null || mark === undefined || count < 2 ? null : <line className="evidence-mark" x1={4 + (mark / (count - 1)) * (width - 8)} x2={4 + (mark / (count - 1)) * (width - 8)} y1={0} y2={height} vectorEffect="non-scaling-stroke" />}
      <path className="evidence-expected" d={expected} vectorEffect="non-scaling-stroke" />
      <path className="evidence-read" d={read} vectorEffect="non-scaling-stroke" />
      {alone.map(({ x, y }) => (
        <path key={x} className="evidence-read evidence-point" d={`M${x} ${y}l0.01 0`} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  )
}
