import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

export interface PickItem {
  id: string
  group?: string
  icon?: ReactNode
  label: string
  hint?: string
  current?: boolean
  pick: () => void
}

/** A search field over a list: arrows move, Enter picks. The focus stays in the field (ARIA combobox). */
export function PickList({ label, placeholder, query, onQuery, items, empty, footer }: {
  label: string
  placeholder: string
  query: string
  onQuery: (query: string) => void
  items: PickItem[]
  empty: ReactNode
  footer?: ReactNode
}) {
  const id = useId()
  const [active, setActive] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    field.current?.focus()
  }, [])
  const at = Math.min(active, items.length - 1)
  useEffect(() => {
    list.current?.querySelector(`[data-index="${at}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const key = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setActive((at + step + items.length) % Math.max(1, items.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      items[at]?.pick()
    }
  }
  return (
    <div className="picklist">
      <input
        ref={field}
        className="picklist-field"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={items[at] ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={query}
        onChange={(event) => {
          setActive(0)
          onQuery(event.target.value)
        }}
        onKeyDown={key}
      />
      <div className="picklist-list" role="listbox" id={`${id}-list`} aria-label={label} ref={list} tabIndex={-1}>
        {items.map((item, index) => (
          <div key={item.id} role="presentation">
            {item.group && item.group !== items[index - 1]?.group ? (
              <div className="picklist-group" role="presentation">
                {item.group}
              </div>
            ) : null}
            <div
              id={`${id}-${index}`}
              data-index={index}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className="picklist-item"
              onPointerMove={() => setActive(index)}
              onClick={() => item.pick()}
              onKeyDown={key}
            >
              {item.icon}
              <span className="picklist-label">{item.label}</span>
              {item.hint ? <span className="picklist-hint">{item.hint}</span> : null}
            </div>
          </div>
        ))}
        {items.length === 0 ? <div className="picklist-empty">{empty}</div> : null}
      </div>
      {footer}
    </div>
  )
}
