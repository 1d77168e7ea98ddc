import { addPushSubscription, endPushSubscription } from '@xiangzhi/contract'
import { call, newRequestId } from '../api-client.ts'

const KEPT = 'xiangzhi.push'

/** Why this browser cannot tell; undefined when it can. */
export function whyNot(): 'unable' | 'insecure' | 'refused' | undefined {
  if (!window.isSecureContext) return 'insecure'
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'unable'
  return Notification.permission === 'denied' ? 'refused' : undefined
}

/** Under which id this browser was subscribed here. */
export function keptId(): string | undefined {
  try {
    return window.localStorage.getItem(KEPT) ?? undefined
  } catch {
    return undefined
  }
}

function keep(id: string | undefined): void {
  try {
    if (id === undefined) window.localStorage.removeItem(KEPT)
    else window.localStorage.setItem(KEPT, id)
  } catch {
    // A browser that keeps nothing lists itself like any other.
  }
}

/** The kind of browser and its system, as its owner tells several apart. */
function nameOfBrowser(): string {
  const agent = navigator.userAgent
  const browser =
    [
      ['Edg/', 'Edge'],
      ['Firefox/', 'Firefox'],
      ['Chrome/', 'Chrome'],
      ['Safari/', 'Safari'],
    ].find(([mark = '']) => agent.includes(mark))?.[1] ?? 'Browser'
  const system =
    [
      ['Android', 'Android'],
      ['iPhone', 'iPhone'],
      ['iPad', 'iPad'],
      ['Windows', 'Windows'],
      ['Mac OS', 'macOS'],
      ['Linux', 'Linux'],
    ].find(([mark = '']) => agent.includes(mark))?.[1] ?? ''
  return [browser, system].filter((part) => part !== '').join(' · ')
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => {
  const plain = window.atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (sign) => sign.codePointAt(0) ?? 0)
}

/** Asks for permission, subscribes at the push service of the browser's maker, and tells our server. Answers false when refused. */
export async function subscribeHere(key: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  await navigator.serviceWorker.register('/staff/push-worker.js', { scope: '/staff/' })
  const registration = await navigator.serviceWorker.ready
  const former = await registration.pushManager.getSubscription()
  // One that was made for another key of ours can never be reached again.
  if (former) await former.unsubscribe()
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) })
  const { endpoint = '', keys = {} } = made.toJSON()
  const { id } = await call(addPushSubscription, {
    requestId: newRequestId(),
    subscription: { endpoint, keys: { p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '' } },
    browser: nameOfBrowser(),
  })
  keep(id)
  return true
}

/** Ends the subscription of this browser, here and at its push service. Does nothing where there is none. */
export async function unsubscribeHere(): Promise<void> {
  const id = keptId()
  keep(undefined)
  const registration = await navigator.serviceWorker?.getRegistration('/staff/')
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  if (id !== undefined) await call(endPushSubscription, { requestId: newRequestId(), browserId: id })
}
