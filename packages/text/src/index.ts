import { adminOperations as adminOperationsEn } from './en/admin-operations.ts'
import { admin as adminEn } from './en/admin.ts'
import { apiOperations as apiOperationsEn } from './en/api-operations.ts'
import { api as apiEn } from './en/api.ts'
import { approvals as approvalsEn } from './en/approvals.ts'
import { board as boardEn } from './en/board.ts'
import { common as commonEn } from './en/common.ts'
import { devices as devicesEn } from './en/devices.ts'
import { disclosureDesk as disclosureDeskEn } from './en/disclosure-desk.ts'
import { disclosure as disclosureEn } from './en/disclosure.ts'
import { duties as dutiesEn } from './en/duties.ts'
import { imports as importsEn } from './en/imports.ts'
import { doctor as doctorEn } from './en/doctor.ts'
import { indicators as indicatorsEn } from './en/indicators.ts'
import { messages as messagesEn } from './en/messages.ts'
import { portalDisclosure as portalDisclosureEn } from './en/portal-disclosure.ts'
import { portalInfo as portalInfoEn } from './en/portal-info.ts'
import { portal as portalEn } from './en/portal.ts'
import { practices as practicesEn } from './en/practices.ts'
import { start as startEn } from './en/start.ts'
import { systems as systemsEn } from './en/systems.ts'
import { verify as verifyEn } from './en/verify.ts'
import { workbench as workbenchEn } from './en/workbench.ts'
import { adminOperations } from './zh-CN/admin-operations.ts'
import { admin } from './zh-CN/admin.ts'
import { apiOperations } from './zh-CN/api-operations.ts'
import { api } from './zh-CN/api.ts'
import { approvals } from './zh-CN/approvals.ts'
import { board } from './zh-CN/board.ts'
import { common } from './zh-CN/common.ts'
import { devices } from './zh-CN/devices.ts'
import { disclosureDesk } from './zh-CN/disclosure-desk.ts'
import { disclosure } from './zh-CN/disclosure.ts'
import { duties } from './zh-CN/duties.ts'
import { imports } from './zh-CN/imports.ts'
import { doctor } from './zh-CN/doctor.ts'
import { indicators } from './zh-CN/indicators.ts'
import { messages } from './zh-CN/messages.ts'
import { portalDisclosure } from './zh-CN/portal-disclosure.ts'
import { portalInfo } from './zh-CN/portal-info.ts'
import { portal } from './zh-CN/portal.ts'
import { practices } from './zh-CN/practices.ts'
import { start } from './zh-CN/start.ts'
import { systems } from './zh-CN/systems.ts'
import { verify } from './zh-CN/verify.ts'
import { workbench } from './zh-CN/workbench.ts'

const chinese = {
  ...common,
  ...board,
  ...practices,
  ...portal,
  ...portalInfo,
  ...portalDisclosure,
  ...workbench,
  ...verify,
  ...admin,
  ...adminOperations,
  ...api,
  ...apiOperations,
  ...messages,
  ...imports,
  ...doctor,
  ...approvals,
  ...start,
  ...systems,
  ...indicators,
  ...duties,
  ...disclosure,
  ...disclosureDesk,
  ...devices,
} as const

/** The name of a sentence that people read; every language has every key. */
export type TextKey = keyof typeof chinese

/** The languages a person can choose; Chinese comes first everywhere. */
export type Language = 'zh-CN' | 'en'
export const languages: readonly Language[] = ['zh-CN', 'en']

/** Facts that stand in a sentence at `{name}`. */
export type TextFacts = Readonly<Record<string, string | number>>

export const sentences: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = {
  'zh-CN': chinese,
  en: {
    ...commonEn,
    ...boardEn,
    ...practicesEn,
    ...portalEn,
    ...portalInfoEn,
    ...portalDisclosureEn,
    ...workbenchEn,
    ...verifyEn,
    ...adminEn,
    ...adminOperationsEn,
    ...apiEn,
    ...messagesEn,
    ...apiOperationsEn,
    ...importsEn,
    ...doctorEn,
    ...approvalsEn,
    ...startEn,
    ...systemsEn,
    ...indicatorsEn,
    ...dutiesEn,
    ...disclosureEn,
    ...disclosureDeskEn,
    ...devicesEn,
  },
}

const places = /\{(\w+)(?:\|([^{|}]*)\|([^{|}]*))?\}/g

/**
 * The sentence of a key in a language, its `{name}` places filled in. `{name|day|days}` says the first word when the fact
 * is one and the second otherwise. A place without a fact stays visible, so that tests find it.
 */
export function say(language: Language, key: TextKey, facts: TextFacts = {}): string {
  const sentence = sentences[language][key]
  return sentence.includes('{')
    ? sentence.replace(places, (whole, name: string, one: string | undefined, many: string | undefined) => {
        const fact = facts[name]
        if (fact === undefined) return whole
        return one === undefined ? String(fact) : String(fact) === '1' ? one : (many ?? one)
      })
    : sentence
}

/** A legal basis in words: the articles of a law by number, a named part of a document, or a standard. */
export function sayBasis(language: Language, { source, article }: { source: string; article: string }): string {
  const kind = /^\d/.test(article) ? 'article' : /\p{Script=Han}/u.test(source) ? 'part' : 'standard'
  return say(language, `text.common.basis.${kind}`, {
    source,
    article: article.replaceAll(', ', say(language, 'text.common.comma')),
  })
}

/** Whether a string from a pack or a stored declaration is a text key that exists. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(chinese, key)
}

/** A name that a county wrote in both languages itself (places, units, categories). */
export interface Named {
  readonly zh: string
  readonly en: string
}

/** The county's own name in the reader's language. */
export function nameIn(language: Language, named: Named): string {
  return language === 'en' ? named.en : named.zh
}
