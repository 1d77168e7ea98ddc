import { getCounty, listShapes, whoAmI } from '@xiangzhi/contract'
import { cssVariables } from '@xiangzhi/design'
import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { call, problemSentence } from '../api-client.ts'
import { SpeechProvider, useText } from '../text.tsx'
import { Cockpit, type CockpitCounty } from './cockpit.tsx'
import './cockpit.css'

/** Names and outlines are read once; whoever is not signed in is sent to the sign-in page and comes back. */
function Entrance() {
  const { language, t } = useText()
  const [county, setCounty] = useState<CockpitCounty>()
  const [problem, setProblem] = useState<unknown>()
  useEffect(() => {
    call(whoAmI, {})
      .then(() => Promise.all([call(getCounty, {}), call(listShapes, { kind: 'village' })]))
      .then(([answer, { shapes }]) => setCounty({ county: answer, shapes }))
      .catch(setProblem)
  }, [])
  if (county) return <Cockpit {...county} />
  return (
    <main className="waiting">
      <h1>{t('text.indicators.cockpit.title')}</h1>
      <output>{problem ? problemSentence(language, problem) : t('text.indicators.cockpit.loading')}</output>
    </main>
  )
}

const palette = document.createElement('style')
palette.textContent = cssVariables('cockpit')
document.head.prepend(palette)

const root = document.getElementById('root')
if (!root) throw new Error('cockpit.html has no #root')
createRoot(root).render(
  <StrictMode>
    <SpeechProvider>
      <Entrance />
    </SpeechProvider>
  </StrictMode>,
)
