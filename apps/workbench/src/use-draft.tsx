import { Alert, Button } from 'antd'
import { useEffect, useState } from 'react'
import { dropDraft, findDraft, keepDraft } from './drafts.ts'
import { useMe } from './session.tsx'
import { useText } from './text.tsx'

/** The draft of a form that stands on the screen. */
export interface FormDraft {
  readonly keep: (values: object) => void
  /** It was sent: nothing is kept any more. */
  readonly sent: () => void
  /** The line that says that a draft was brought back, with the way to be rid of it. */
  readonly notice: React.ReactNode
}

/**
 * Keeps what is typed into a form until it is sent, and puts it back when the form opens again. Without a key (a sealed
 * matter, a form that is not open) nothing is kept. `never` names fields that stay off the device; `initial` is how the form opens,
 * which is no draft of anybody.
 */
export function useDraft(
  form: string | undefined,
  {
    put,
    reset,
    never,
    initial,
  }: { put: (values: never) => void; reset: () => void; never?: readonly string[]; initial?: object | undefined },
): FormDraft {
  const { t } = useText()
  const { personId } = useMe()
  const [broughtBack, setBroughtBack] = useState(false)
  useEffect(() => {
    const values =
      form === undefined
        ? undefined
        : findDraft(window.localStorage, { personId, form, ...(initial ? { initial } : {}) }, Date.now())
    setBroughtBack(values !== undefined)
    if (values) put(values as never)
    // Put back once, when the form opens; afterwards what is typed counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [form, personId])
  const drop = (): void => {
    if (form !== undefined) dropDraft(window.localStorage, { personId, form })
    setBroughtBack(false)
  }
  return {
    keep: (values) => {
      if (form === undefined) return
      keepDraft(
        window.localStorage,
        { personId, form, ...(never ? { never } : {}), ...(initial ? { initial } : {}) },
        values,
        Date.now(),
      )
    },
    sent: drop,
    notice: broughtBack ? (
      <Alert
        type="info"
        showIcon
        style={{ marginBottom: 12 }}
        title={t('text.workbench.draft.back')}
        action={
          <Button
            size="small"
            onClick={() => {
              drop()
              reset()
            }}
          >
            {t('text.workbench.draft.discard')}
          </Button>
        }
      />
    ) : null,
  }
}
