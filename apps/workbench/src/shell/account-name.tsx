import { isTextKey } from '@xiangzhi/text'
import type { ComponentProps } from 'react'
import { Button } from 'antd'
import { Icon } from '../icon.tsx'
import { useMe } from '../session.tsx'
import { useText } from '../text.tsx'

/** The words for a role, also for one that this version of the screens does not know yet. */
export function useRoleName(): (role: string) => string {
  const { t } = useText()
  return (role) => {
    const key = `text.common.role.${role}`
    return isTextKey(key) ? t(key) : role
  }
}

/** Who is signed in, as the button that opens the account's menu. */
export function AccountName(props: ComponentProps<typeof Button>) {
  const me = useMe()
  const roleName = useRoleName()
  const first = me.grants[0]
  return (
    <Button type="text" className="xz-account" aria-haspopup="menu" {...props}>
      <Icon name="user" size={17} />
      <span className="xz-account-name">
        {me.name}
        {first ? <small>{roleName(first.role)}</small> : null}
      </span>
    </Button>
  )
}
