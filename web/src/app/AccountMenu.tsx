import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, unwrap } from '@/api/client'
import { queryClient, useSession } from '@/api/queries'
import { Icon } from '@/components/Icon'
import { Pop } from '@/components/Pop'
import { LoginDialog, TokensDialog } from './parts'

/** Who is logged in; log in, log out, tokens. */
export function AccountMenu() {
  const { t } = useTranslation()
  const session = useSession()
  const [dialog, setDialog] = useState<'login' | 'tokens' | null>(null)
  const user = session.data?.user
  return (
    <>
      {user ? (
        <Pop label={t('account.menu', { name: user.name })} button={<Icon name="user" />} align="end">
          {(close) => (
            <div className="menu">
              <div className="menu-head">
                {user.name}
                <small>{user.roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(' · ')}</small>
              </div>
              <button
                type="button"
                className="menu-item"
                onClick={() => {
                  close()
                  setDialog('tokens')
                }}
              >
                {t('account.tokens')}
              </button>
              <button
                type="button"
                className="menu-item"
                onClick={() => {
                  close()
                  void unwrap(api.DELETE('/api/v1/session')).then(() => queryClient.invalidateQueries())
                }}
              >
                {t('account.logout')}
              </button>
            </div>
          )}
        </Pop>
      ) : (
        <button type="button" className="bare" aria-label={t('account.login')} title={t('account.login')} onClick={() => setDialog('login')}>
          <Icon name="user" />
        </button>
      )}
      <Suspense fallback={null}>
        {dialog === 'login' ? <LoginDialog close={() => setDialog(null)} /> : null}
        {dialog === 'tokens' ? <TokensDialog close={() => setDialog(null)} /> : null}
      </Suspense>
    </>
  )
}
