import { Select } from 'antd'
import { useId } from 'react'

/** A labelled choice in a page's head. */
export function Pick({ label, value, options, onChange, allowClear = false, width }: {
  label: string
  value: string | null
  options: { value: string; label: string }[]
  onChange: (value: string | null) => void
  allowClear?: boolean
  width?: number
}) {
  const id = useId()
  return (
    <label className="pick" htmlFor={id}>
      <span>{label}</span>
      <Select
        id={id}
        value={value ?? undefined}
        options={options}
        onChange={(next: string | undefined) => onChange(next ?? null)}
        allowClear={allowClear}
        popupMatchSelectWidth={false}
        showSearch={options.length > 10 ? { optionFilterProp: 'label' } : false}
        style={width ? { width } : undefined}
        aria-label={label}
      />
    </label>
  )
}
