import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, unwrap } from '@/api/client'
import { queryClient, useApi } from '@/api/queries'
import { ErrorNote } from '@/components/ErrorNote'

/** Bearer tokens of the account, for programs. The secret is shown once. */
export default function TokensDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const tokens = useApi('/api/v1/tokens', {})
  const [name, setName] = useState('')
  const [secret, setSecret] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const act = async (work: () => Promise<void>) => {
    setError(null)
    try {
      await work()
      await queryClient.invalidateQueries({ queryKey: ['/api/v1/tokens'] })
    } catch (cause) {
      setError(cause)
    }
  }
  return (
    <Modal open onCancel={close} footer={null} title={t('tokens.title')} closable={{ 'aria-label': t('app.close') }}>
      <p className="muted">{t('tokens.hint')}</p>
      {error || tokens.error ? <ErrorNote error={error ?? tokens.error} /> : null}
      <ul className="token-list">
        {(tokens.data ?? []).map((token) => (
          <li key={token.id}>
            <span>
              {token.label}
              <small>{token.created_at.slice(0, 10)}</small>
            </span>
            <Button size="small" danger type="text" onClick={() => void act(async () => void (await unwrap(api.DELETE('/api/v1/tokens/{token}', { params: { path: { token: token.id } } }))))}>
              {t('tokens.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {secret ? (
        <div className="note" role="status">
          <p>{t('tokens.once')}</p>
          <Input readOnly value={secret} aria-label={t('tokens.secret')} onFocus={(event) => event.target.select()} />
        </div>
      ) : null}
      <form
        className="token-new"
        onSubmit={(event) => {
          event.preventDefault()
          if (!name.trim()) return
          void act(async () => {
            const made = await unwrap(api.POST('/api/v1/tokens', { body: { label: name.trim() } }))
            setSecret(made.secret)
            setName('')
          })
        }}
      >
        <Input value={name} onChange={(event) => setName(event.target.value)} placeholder={t('tokens.name')} aria-label={t('tokens.name')} />
        <Button type="primary" htmlType="submit" disabled={!name.trim()}>
          {t('tokens.make')}
        </Button>
      </form>
    </Modal>
  )
}
