import { antdTheme, toneColours } from '@xiangzhi/design'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider, Grid, Skeleton } from 'antd'
import enUS from 'antd/es/locale/en_US'
import zhCN from 'antd/es/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { Suspense, useEffect } from 'react'
import { ApiProblem } from './api-client.ts'
import { mountPage } from './mount.tsx'
import { router } from './router.tsx'
import { useText } from './text.tsx'
// In this order: what narrow screens and paper change comes last.
import './styles/frame.css'
import './styles/table.css'
import './styles/case.css'
import './styles/desks.css'
import './styles/screens.css'

const { info, good, warn, danger } = toneColours
// antd works out the grounds of its notices from dark colours and gets mud; the palette has its own.
const theme = {
  ...antdTheme,
  token: {
    ...antdTheme.token,
    colorInfoBg: info.background,
    colorInfoBorder: info.border,
    colorSuccessBg: good.background,
    colorSuccessBorder: good.border,
    colorWarningBg: warn.background,
    colorWarningBorder: warn.border,
    colorErrorBg: danger.background,
    colorErrorBorder: danger.border,
    // Whoever asks the system for less motion gets none. The stylesheet takes it away; antd must know, or it waits for its end.
    motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  },
}

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // An expected no stays a no; only a broken connection is worth another try.
      retry: (failures, problem) => failures < 2 && problem instanceof ApiProblem && problem.code === 'unreachable',
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
})

function Workbench() {
  const { language } = useText()
  const narrow = Grid.useBreakpoint().md === false
  useEffect(() => {
    dayjs.locale(language === 'en' ? 'en' : 'zh-cn')
  }, [language])
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      componentSize={narrow ? 'large' : 'medium'}
    >
      <App notification={{ placement: 'bottomRight' }}>
        <Suspense
          fallback={
            <div className="xz-page">
              <Skeleton active paragraph={{ rows: 12 }} />
            </div>
          }
        >
          <RouterProvider router={router} />
        </Suspense>
      </App>
    </ConfigProvider>
  )
}

await mountPage(
  <QueryClientProvider client={queryClient}>
    <Workbench />
  </QueryClientProvider>,
)
