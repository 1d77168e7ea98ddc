import { isTextKey } from '@xiangzhi/text'
import { useText } from '../text.tsx'

/** A word of a closed list, or the code itself where a later server knows more. */
export function useMessageWord(): (kind: string, code: string) => string {
  const { t } = useText()
  return (kind, code) => {
    const key = `text.messages.${kind}.${code}`
    return isTextKey(key) ? t(key) : code
  }
}
