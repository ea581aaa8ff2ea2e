import { Input, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Pick } from '@/components/Pick'
import { type Grid, settingsOf, withCell, withSetting } from './sheet'

const AIMS = ['median', 'cover_all', 'cover_most', 'cost']

/** The settings of a file by what they mean: each with its value, and those that it could have besides. */
export function Settings({ grid, rows, onChange }: { grid: Grid; rows: readonly number[]; onChange: (next: Grid) => void }) {
  const { t } = useTranslation()
  const { set, unset } = settingsOf(grid, rows)
  return (
    <>
      <ul className="st-settings">
        {set.map(({ name, row, column }) => (
          <Setting
            key={row}
            name={name}
            value={grid.rows[row]?.[column] ?? ''}
            onChange={text => onChange(withCell(grid, row, column, text))}
            remove={() => onChange({ ...grid, rows: grid.rows.filter((_, at) => at !== row) })}
          />
        ))}
      </ul>
      {unset.length > 0 ? <Pick label={t('siting.addSetting')} value={null} width={260} onChange={name => name && onChange(withSetting(grid, name))} options={unset.map(name => ({ value: name, label: t(`siting.setting.${name}`) }))} /> : null}
    </>
  )
}

function Setting({ name, value, onChange, remove }: { name: string; value: string; onChange: (text: string) => void; remove: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  // A name that the file made up is shown as it stands there.
  const said = t(`siting.setting.${name}`, { defaultValue: name })
  return (
    <li>
      <label htmlFor={id}>{said}</label>
      {name === 'aim' ? (
        <Select id={id} value={value} onChange={onChange} options={AIMS.map(aim => ({ value: aim, label: t(`siting.aimOf.${aim}`) }))} />
      ) : (
        <Input id={id} value={value} onChange={event => onChange(event.target.value)} />
      )}
      <button type="button" className="bare" aria-label={t('siting.removeSetting', { name: said })} onClick={remove}>
        ×
      </button>
    </li>
  )
}
