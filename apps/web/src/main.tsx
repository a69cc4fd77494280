import { StyleProvider, legacyLogicalPropertiesTransformer } from '@ant-design/cssinjs'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Refused } from './call.ts'
import { startLanguage, useWords } from './i18n/index.ts'
import { createWorkbenchRouter } from './router.tsx'
import { SESSION_KEY } from './session.ts'
import { theme } from './theme.ts'
import 'antd/dist/reset.css'
import './theme.css'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // A refusal does not change by asking again; a lost connection may come back.
      retry: (times, error) => !(error instanceof Refused && error.status < 500) && times < 2,
    },
  },
})

// A session that ended elsewhere shows at the next answer: the shell then sends to the sign-in page.
client.getQueryCache().subscribe(event => {
  const error = event.type === 'updated' ? event.query.state.error : null
  if (
    error instanceof Refused &&
    error.status === 401 &&
    error.code === 'not-signed-in' &&
    client.getQueryData(SESSION_KEY)
  ) {
    client.setQueryData(SESSION_KEY, null)
  }
})

const router = createWorkbenchRouter(client)

function Root() {
  const { language } = useWords()
  return (
    <StyleProvider hashPriority="high" transformers={[legacyLogicalPropertiesTransformer]}>
      <ConfigProvider theme={theme} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }}>
        <App message={{ maxCount: 3 }}>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </App>
      </ConfigProvider>
    </StyleProvider>
  )
}

void startLanguage().then(() => {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  )
})
