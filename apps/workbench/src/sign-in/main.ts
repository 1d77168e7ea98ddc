import { cssVariables, favicon, wordmark } from '@xiangzhi/design'
import { type Language, loadLanguage, say, type TextKey } from '@xiangzhi/text'
import { chosenLanguage, keepLanguage } from '../chosen-language.ts'
import { fetchPatiently } from '../try-again.ts'
import './sign-in.css'

interface DemoSignIn {
  readonly userName: string
  readonly password: string
  readonly name: string
  readonly nameEn: string
  readonly role: string
  readonly roleEn: string
  readonly tells: { readonly zh: string; readonly en: string }
}

let language: Language = chosenLanguage()
let demos: readonly DemoSignIn[] = []
let county = ''
let step: 'password' | 'code' | 'change' | 'setUp' = 'password'
/** The second factor that is being set up. */
let setUp: { readonly qr: string; readonly totpURI: string; readonly backupCodes: readonly string[] } | undefined
/** Kept while the page stands: a first password has to be given once more when it is changed. */
let typedPassword = ''
let problem: string | undefined
let typedName = ''
let busy = false

const t = (key: TextKey, facts?: Record<string, string | number>): string => say(language, key, facts)

/** Only an address of this workbench is followed after signing in; anything else could lead elsewhere. */
function nextAddress(): string {
  const next = new URLSearchParams(window.location.search).get('next') ?? ''
  return /^\/(?:staff\/(?!sign-in)|cockpit\/)[^\\]*$/.test(next) ? next : '/staff/'
}

type Attributes = Readonly<Record<string, string | boolean | (() => void)>>

function element(tag: string, attributes: Attributes = {}, ...children: (Node | string | undefined)[]): HTMLElement {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value)
    else if (value === true) made.setAttribute(name, '')
    else if (value !== false) made.setAttribute(name, value)
  }
  for (const child of children) if (child !== undefined) made.append(child)
  return made
}

async function post(
  path: string,
  body: object,
): Promise<{ ok: boolean; status: number; answer: Record<string, unknown> }> {
  const response = await fetchPatiently(`/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown> | null
  return { ok: response.ok, status: response.status, answer: answer ?? {} }
}

function sentenceFor(status: number, answer: Record<string, unknown>): string {
  if (answer['code'] === 'wrong-too-often')
    return t('text.common.refusal.wrong-too-often', (answer['facts'] as Record<string, number> | undefined) ?? {})
  if (answer['code'] === 'second-step-used') return t('text.workbench.signIn.codeUsed')
  if (status === 429) return t('text.common.refusal.try-later')
  if (answer['code'] === 'second-step-late') {
    step = 'password'
    return t('text.workbench.signIn.late')
  }
  if (status >= 500) return t('text.workbench.problem.unreachable')
  if (step === 'change') return t('text.common.refusal.password-weak')
  return t(step === 'code' || step === 'setUp' ? 'text.workbench.signIn.codeWrong' : 'text.workbench.signIn.wrong')
}

/** Sends a step. `passwordNow` is the password that holds once it succeeded. */
async function attempt(path: string, body: object, passwordNow = typedPassword): Promise<void> {
  if (busy) return
  busy = true
  draw()
  try {
    const { ok, status, answer } = await post(path, body)
    if (ok && answer['twoFactorRedirect'] === true) {
      step = 'code'
      problem = undefined
    } else if (ok) {
      problem = undefined
      typedPassword = passwordNow
      if (await goOn()) return
    } else problem = sentenceFor(status, answer)
  } catch {
    problem = t('text.workbench.problem.unreachable')
  }
  busy = false
  draw()
  document.querySelector<HTMLElement>(problem ? '#problem' : '#code, #next')?.focus()
}

/**
 * Leaves for the workbench, or shows what has to be done before anything opens: a password that an administrator made is
 * changed, and whoever may see what is sealed or change the rules sets up a second factor. Answers whether it left.
 */
async function goOn(): Promise<boolean> {
  const answer = await fetchPatiently('/api/auth/session')
  const session = answer.ok
    ? ((await answer.json()) as { mustChangePassword?: boolean; mustSetUpSecondStep?: boolean })
    : undefined
  if (session?.mustChangePassword) step = 'change'
  else if (session?.mustSetUpSecondStep) {
    const begun = await post('two-factor/enable', { password: typedPassword })
    if (!begun.ok) {
      step = 'password'
      problem = t('text.workbench.signIn.late')
      return false
    }
    setUp = begun.answer as unknown as NonNullable<typeof setUp>
    step = 'setUp'
  } else {
    window.location.assign(nextAddress())
    return true
  }
  return false
}

function valueOf(id: string): string {
  return document.querySelector<HTMLInputElement>(`#${id}`)?.value ?? ''
}

function signIn(userName: string, password: string): void {
  typedName = userName
  typedPassword = password
  if (userName.trim() === '' || password === '') {
    problem = t('text.workbench.signIn.both')
    draw()
    document.querySelector<HTMLElement>('#problem')?.focus()
    return
  }
  void attempt('sign-in/username', { username: userName.trim(), password })
}

function field(id: string, label: string, attributes: Attributes): HTMLElement {
  return element(
    'p',
    { class: 'field' },
    element('label', { for: id }, label),
    element('input', { id, name: id, ...attributes }),
  )
}

function passwordForm(): HTMLElement {
  const form = element(
    'form',
    { novalidate: true },
    field('username', t('text.workbench.signIn.userName'), {
      autocomplete: 'username',
      autocapitalize: 'none',
      spellcheck: 'false',
      value: typedName,
      required: true,
      autofocus: typedName === '',
    }),
    field('password', t('text.workbench.signIn.password'), {
      type: 'password',
      autocomplete: 'current-password',
      required: true,
    }),
    element(
      'button',
      { type: 'submit', disabled: busy },
      t(busy ? 'text.workbench.signIn.busy' : 'text.workbench.signIn.do'),
    ),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    signIn(valueOf('username'), valueOf('password'))
  })
  return form
}

function codeForm(): HTMLElement {
  const form = element(
    'form',
    { novalidate: true },
    element('p', { class: 'soft' }, t('text.workbench.signIn.codeHint')),
    field('code', t('text.workbench.signIn.code'), {
      inputmode: 'numeric',
      autocomplete: 'one-time-code',
      maxlength: '7',
      required: true,
    }),
    element(
      'button',
      { type: 'submit', disabled: busy },
      t(busy ? 'text.workbench.signIn.busy' : 'text.workbench.signIn.do'),
    ),
    element(
      'button',
      {
        type: 'button',
        class: 'quiet',
        click: () => {
          step = 'password'
          problem = undefined
          draw()
        },
      },
      t('text.workbench.signIn.back'),
    ),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void attempt('two-factor/verify-totp', { code: valueOf('code').replaceAll(' ', '') })
  })
  return form
}

function changeForm(): HTMLElement {
  const secret = { type: 'password', autocomplete: 'new-password', required: true }
  const form = element(
    'form',
    { novalidate: true },
    element('p', {}, t('text.workbench.account.mustChangeNote')),
    field('next', t('text.workbench.account.passwordNext'), secret),
    element('p', { class: 'soft small' }, t('text.common.refusal.password-weak')),
    field('again', t('text.workbench.account.passwordAgain'), secret),
    element('button', { type: 'submit', disabled: busy }, t('text.workbench.account.passwordDo')),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (valueOf('next') === valueOf('again')) {
      const newPassword = valueOf('next')
      void attempt('change-password', { currentPassword: typedPassword, newPassword }, newPassword)
      return
    }
    problem = t('text.workbench.account.passwordDiffers')
    draw()
    document.querySelector<HTMLElement>('#problem')?.focus()
  })
  return form
}

function setUpForm(): HTMLElement {
  const secret = setUp ? (new URL(setUp.totpURI).searchParams.get('secret') ?? '') : ''
  const picture = element('div', {
    class: 'qr',
    role: 'img',
    'aria-label': t('text.workbench.account.secondScan'),
  })
  picture.innerHTML = setUp?.qr ?? ''
  const form = element(
    'form',
    { novalidate: true },
    element('p', {}, t('text.workbench.signIn.setUpNote')),
    element('p', {}, t('text.workbench.account.secondScan')),
    picture,
    element('p', { class: 'soft small' }, t('text.workbench.account.secondSecret')),
    element('code', { class: 'secret' }, secret.replace(/(.{4})/g, '$1 ')),
    element('p', { class: 'soft small' }, t('text.workbench.account.secondBackup')),
    element('code', { class: 'secret' }, (setUp?.backupCodes ?? []).join('  ')),
    field('code', t('text.workbench.account.secondCode'), {
      inputmode: 'numeric',
      autocomplete: 'one-time-code',
      maxlength: '7',
      required: true,
    }),
    element('button', { type: 'submit', disabled: busy }, t('text.workbench.account.secondConfirm')),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void attempt('two-factor/verify-totp', { code: valueOf('code').replaceAll(' ', '') })
  })
  return form
}

const forms = { password: passwordForm, code: codeForm, change: changeForm, setUp: setUpForm } as const
const titles = {
  password: 'text.workbench.signIn.title',
  code: 'text.workbench.signIn.title',
  change: 'text.workbench.account.mustChange',
  setUp: 'text.workbench.account.second',
} as const

function demoList(): HTMLElement | undefined {
  if (demos.length === 0) return undefined
  return element(
    'section',
    { class: 'demo', 'aria-labelledby': 'demo-title' },
    element('h2', { id: 'demo-title' }, t('text.workbench.signIn.demo')),
    element('p', { class: 'soft' }, t('text.workbench.signIn.demoNote')),
    element(
      'ul',
      {},
      ...demos.map((demo) =>
        element(
          'li',
          {},
          element(
            'button',
            { type: 'button', class: 'person', disabled: busy, click: () => signIn(demo.userName, demo.password) },
            element('strong', {}, language === 'en' ? demo.nameEn : demo.name),
            element(
              'span',
              {},
              element('span', { class: 'role' }, language === 'en' ? demo.roleEn : demo.role),
              element('span', { class: 'soft small' }, language === 'en' ? demo.tells.en : demo.tells.zh),
            ),
          ),
        ),
      ),
    ),
  )
}

function draw(): void {
  document.documentElement.lang = language
  document.title = `${t('text.workbench.signIn.title')} · ${t('text.common.product')}`
  const root = document.getElementById('root')
  if (!root) return
  const other = language === 'en' ? '中文' : 'English'
  const brand = element('div', { class: 'brand' })
  brand.innerHTML = wordmark(36, { label: t('text.common.product') })
  const keptPassword = valueOf('password')
  root.replaceChildren(
    element(
      'header',
      {},
      brand,
      element('span', { class: 'county' }, county),
      element(
        'button',
        {
          type: 'button',
          class: 'quiet',
          lang: language === 'en' ? 'zh-CN' : 'en',
          click: () => {
            language = language === 'en' ? 'zh-CN' : 'en'
            keepLanguage(language)
            typedName = valueOf('username') || typedName
            void load()
          },
        },
        other,
      ),
    ),
    element(
      'main',
      {},
      element(
        'div',
        { class: 'card' },
        element('h1', {}, t(titles[step])),
        problem
          ? element('div', { id: 'problem', class: 'problem', role: 'alert', tabindex: '-1' }, problem)
          : undefined,
        forms[step](),
        element('p', { class: 'soft small' }, t('text.workbench.signIn.forgot')),
      ),
      step === 'password' ? demoList() : undefined,
    ),
  )
  const password = document.querySelector<HTMLInputElement>('#password')
  if (password && keptPassword) password.value = keptPassword
}

async function load(): Promise<void> {
  await loadLanguage(language)
  draw()
  const read = async <T>(address: string): Promise<T | undefined> => {
    try {
      const answer = await fetchPatiently(address)
      return answer.ok ? ((await answer.json()) as T) : undefined
    } catch {
      return undefined
    }
  }
  const [name, list] = await Promise.all([
    read<{ name: { zh: string; en: string } }>('/api/county'),
    read<DemoSignIn[]>('/api/demo/sign-ins'),
  ])
  county = name ? (language === 'en' ? name.name.en : name.name.zh) : ''
  demos = list ?? []
  typedName = valueOf('username') || typedName
  draw()
}

const style = document.createElement('style')
style.textContent = cssVariables()
document.head.append(style)
const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
if (icon) icon.href = `data:image/svg+xml,${encodeURIComponent(favicon)}`
void load()
