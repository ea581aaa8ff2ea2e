// Styles first: what a component brings comes after and may override.
import './app/tokens.css'
import './app/base.css'
import './components/components.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { prefetchFirstView, queryClient } from './api/queries'
import { App } from './app/App'
import { fetchPage } from './app/parts'
import { startLanguage } from './i18n'

// The public page of a pair asks for nothing that an account could be needed for.
if (!location.pathname.startsWith('/pair/'))
  prefetchFirstView(location.pathname, location.search).catch(() => {
    /* The page asks again and says what is wrong. */
  })
fetchPage(location.pathname)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
await startLanguage()
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
)
