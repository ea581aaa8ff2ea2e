import { Button, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { publish } from '@/api/readings'
import { usePlaceTree } from '@/app/CutBar'
import { ErrorNote } from '@/components/ErrorNote'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'

/** Freezes the figures of the place and period at hand; says what that means before it is done. */
export function PublishDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const { cut, region, hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  const navigate = useNavigate()
  const tree = usePlaceTree(region.id)
  const here = tree.byCode.get(cut.place)
  const place = label(here?.name ?? region.name)
  const period = format.period(cut.period)
  const [title, setTitle] = useState('')
  const [note, setNote] = useState('')
  const [chosen, setChosen] = useState<string[]>([...region.indicators])
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const ready = title.trim() !== '' && chosen.length > 0
  const send = async () => {
    setBusy(true)
    setFailure(null)
    try {
      const made = await publish(region.id, { title: title.trim(), ...(note.trim() ? { note: note.trim() } : {}), place: cut.place, period: cut.period, ...(chosen.length < region.indicators.length ? { indicators: chosen } : {}) })
      close()
      void navigate(hrefOf(`/publications/${made.id}`))
    } catch (cause) {
      setFailure(cause)
      setBusy(false)
    }
  }
  return (
    <Modal open onCancel={close} footer={null} title={t('publication.publishTitle')} width={560} closable={{ 'aria-label': t('app.close') }}>
      <form
        className="publish"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) void send()
        }}
      >
        <label className="case-field">
          <span>{t('publication.title')}</span>
          <Input value={title} onChange={(event) => setTitle(event.target.value)} maxLength={200} required placeholder={t('publication.titleExample', { place, period })} />
        </label>
        <label className="case-field">
          <span>{t('publication.note')}</span>
          <Input.TextArea value={note} onChange={(event) => setNote(event.target.value)} maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </label>
        <fieldset className="publish-indicators">
          <legend>{t('pick.indicator')}</legend>
          <Checkbox.Group value={chosen} onChange={setChosen} options={region.indicators.map((id) => ({ value: id, label: t(`indicator.${id}`) }))} />
        </fieldset>
        <p className="note publish-effect">{t('publication.effect', { count: chosen.length, n: format.count(chosen.length), place, period })}</p>
        {failure ? <ErrorNote error={failure} /> : null}
        <p className="case-send">
          <Button type="primary" htmlType="submit" loading={busy} disabled={!ready}>
            {t('publication.publishNow', { count: chosen.length, n: format.count(chosen.length), period })}
          </Button>
          <Button type="text" onClick={close}>
            {t('case.cancel')}
          </Button>
        </p>
      </form>
    </Modal>
  )
}
