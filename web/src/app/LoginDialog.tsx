import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, unwrap } from '@/api/client'
import { queryClient } from '@/api/queries'
import { ErrorNote } from '@/components/ErrorNote'

/** Name and password; `close` is `null` where nothing can be read without an account. */
export default function LoginDialog({ close }: { close: (() => void) | null }) {
  const { t } = useTranslation()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (values: { name: string; password: string }) => {
    setBusy(true)
    setError(null)
    try {
      await unwrap(api.POST('/api/v1/session', { body: values }))
      await queryClient.invalidateQueries()
      close?.()
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open onCancel={() => close?.()} footer={null} title={t('account.login')} width={380} mask={{ closable: close !== null }} closable={close ? { 'aria-label': t('app.close') } : false}>
      <Form layout="vertical" requiredMark={false} onFinish={(values: { name: string; password: string }) => void submit(values)}>
        <Form.Item name="name" label={t('account.name')} rules={[{ required: true, message: t('account.nameNeeded') }]}>
          <Input autoComplete="username" />
        </Form.Item>
        <Form.Item name="password" label={t('account.password')} rules={[{ required: true, message: t('account.passwordNeeded') }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        {error ? <ErrorNote error={error} /> : null}
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t('account.login')}
        </Button>
      </Form>
    </Modal>
  )
}
