import { lazy, Suspense, useEffect, useState } from 'react'
import { whenSessionEnds } from '../api-client.ts'
import { useMe } from '../session.tsx'

const Dialog = lazy(() => import('./sign-in-dialog.tsx').then((module) => ({ default: module.SignInDialog })))

/** Stands in every page: when the session has ended it asks for the password over the page, and the page goes on. */
export function SignInAgain() {
  const me = useMe()
  const [goOn, setGoOn] = useState<() => void>()
  useEffect(
    () =>
      whenSessionEnds(
        () =>
          new Promise<void>((resolve) => {
            setGoOn(() => () => {
              setGoOn(undefined)
              resolve()
            })
          }),
      ),
    [],
  )
  if (!goOn) return null
  return (
    <Suspense fallback={null}>
      <Dialog userName={me.accountName} done={goOn} />
    </Suspense>
  )
}
