import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react'

/**
 * A button with a panel that belongs to it: closes on Escape, on a click elsewhere and when the focus leaves it,
 * and gives the focus back. On a phone the panel is a sheet at the lower edge.
 */
export function Pop({ label, button, children, className = '', align = 'start', disabled = false }: {
  label: string
  button: ReactNode
  children: (close: () => void) => ReactNode
  className?: string
  align?: 'start' | 'end'
  disabled?: boolean
}) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLSpanElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = useCallback(() => {
    setOpen(false)
    trigger.current?.focus()
  }, [])
  useEffect(() => {
    if (!open) return
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as globalThis.Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
    }
  }, [open])
  return (
    // Keys bubble up from the button and the panel; the span itself is not operated.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <span
      className="pop"
      ref={root}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && open) {
          event.stopPropagation()
          close()
        }
      }}
    >
      <button ref={trigger} type="button" className={`bare ${className}`} disabled={disabled} aria-label={label} aria-haspopup="dialog" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        {button}
      </button>
      {open ? (
        <>
          <div className="pop-shade" aria-hidden="true" onClick={() => setOpen(false)} />
          <div className={`pop-panel pop-${align}`} id={id} role="dialog" aria-label={label}>
            <Panel close={close}>{children}</Panel>
          </div>
        </>
      ) : null}
    </span>
  )
}

/** Rendered inside, so that what closes is a handler and not read while drawing. */
function Panel({ close, children }: { close: () => void; children: (close: () => void) => ReactNode }) {
  return children(close)
}
