import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorNote } from '@/components/ErrorNote'

/** Asks to be introduced, with a word to the other side. */
export function AskIntro({ ask }: { ask: (message: string) => Promise<void> }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [message, setMessage] = useState('')
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async () => {
    setBusy(true)
    setError(null)
    try {
      await ask(message)
      setAsked(true)
      setOpen(false)
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  if (asked)
    return (
      <span className="ex-state" data-state="asked" role="status">
        {t('exchange.state.asked')}
      </span>
    )
  if (!open)
    return (
      <Button size="small" onClick={() => setOpen(true)}>
        {t('exchange.ask')}
      </Button>
    )
  return (
    <form
      className="ex-ask"
      aria-label={t('exchange.ask')}
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
    >
      <Input.TextArea value={message} rows={2} maxLength={1000} aria-label={t('exchange.message')} placeholder={t('exchange.message')} onChange={event => setMessage(event.target.value)} />
      <small>{t('exchange.askEffect')}</small>
      <div>
        <Button size="small" type="primary" htmlType="submit" loading={busy}>
          {t('exchange.send')}
        </Button>{' '}
        <Button size="small" onClick={() => setOpen(false)}>
          {t('app.cancel')}
        </Button>
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </form>
  )
}
