import { getCounty, listShapes, whoAmI } from '@xiangzhi/contract'
import { useEffect, useState } from 'react'
import { call, problemSentence } from '../api-client.ts'
import { mountPage } from '../mount.tsx'
import { useText } from '../text.tsx'
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

await mountPage(<Entrance />, 'cockpit')
