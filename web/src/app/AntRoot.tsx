import { ConfigProvider } from 'antd'
import type { ReactNode } from 'react'
import { useAntTheme } from './theme'

/** What is made of Ant Design stands in here; the first view is not, and does not wait for it. */
export function AntRoot({ children }: { children: ReactNode }) {
  return (
    <ConfigProvider theme={useAntTheme()} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      {children}
    </ConfigProvider>
  )
}
