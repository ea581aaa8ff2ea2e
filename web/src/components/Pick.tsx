import { Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'

/** A labelled choice in a page's head. */
export function Pick({ label, value, options, onChange, allowClear = false, width, none }: {
  label: string
  value: string | null
  options: { value: string; label: string }[]
  onChange: (value: string | null) => void
  allowClear?: boolean
  width?: number
  /** What stands there when nothing is chosen. */
  none?: string
}) {
  const { t } = useTranslation()
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
        placeholder={none ?? t(allowClear ? 'pick.all' : 'pick.choose')}
        style={width ? { width } : value === null ? { minWidth: 140 } : undefined}
        aria-label={label}
      />
    </label>
  )
}
