import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { get } from './api/client'
import { queryClient } from './api/queries'
import { App } from './app/App'
import './app/tokens.css'
import './app/base.css'
import './components/components.css'
import { startLanguage } from './i18n'

// The answer that every page needs is asked for before anything is drawn.
void queryClient.prefetchQuery({ queryKey: ['/regions', undefined], queryFn: ({ signal }) => get('/regions', undefined, signal) })

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
