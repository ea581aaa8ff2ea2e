import type { ReactNode } from 'react'

/** A table that may be wider than the screen: it scrolls by itself, so the keyboard must reach it and it has a name. */
export function ScrollTable({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={className ? `data-table ${className}` : 'data-table'} tabIndex={0} role="region" aria-label={label}>
      <table>{children}</table>
    </div>
  )
}
