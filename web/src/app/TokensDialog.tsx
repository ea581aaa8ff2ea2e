import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request } from '@/api/client'
import { queryClient, useGet } from '@/api/queries'
import { ErrorNote } from '@/components/ErrorNote'

interface Token {
  id: number
  name: string
  created_at: string
  last_used_at?: string | null
}

/** Bearer tokens of the account, for programs. The secret is shown once. */
export default function TokensDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const tokens = useGet<Token[]>('/tokens')
  const [name, setName] = useState('')
  const [secret, setSecret] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const act = async (work: () => Promise<void>) => {
    setError(null)
    try {
      await work()
      await queryClient.invalidateQueries({ queryKey: ['/tokens'] })
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
              {token.name}
              <small>{token.created_at.slice(0, 10)}</small>
            </span>
            <Button size="small" danger type="text" onClick={() => void act(() => request('DELETE', `/tokens/${token.id}`))}>
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
            const made = await request<{ token: string }>('POST', '/tokens', { body: { name: name.trim() } })
            setSecret(made.token)
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
