/** What the people of a demo county do with their disclosures, each at its time, through the operations that every surface uses. */

import * as contract from '@xiangzhi/contract'
import {
  type Actor,
  type DisclosureItem,
  type EffectiveItem,
  periodFromKey,
  periodLabel,
  startOfDay,
} from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Caller, Run } from '#api'
import { itemsOf } from '#disclosure'
import type { CountyConfig } from '#platform/county-config'
import { Refusal } from '#platform/refusal'
import type { DemoActors } from './actors.ts'
import { correctedContent, demoContent, type DemoWriter } from './disclosure-content.ts'
import type { DemoBatch, DemoDue, DemoFate } from './disclosure-plan.ts'
import { demoPhone } from './people.ts'
import { staffCaller, villager } from './performance.ts'
import { seededRandom } from '#packs'

/** Who acts, and by which gate. */
export interface DisclosureStage {
  readonly run: Run
  readonly actors: DemoActors
  readonly names: Pick<DemoWriter, 'surnames' | 'givenNames'>
  readonly seed: number
}

/** Something that somebody does at a time, and what follows from it. */
export interface Act {
  readonly at: Date
  /** When its last step is taken; at once, unless told. */
  readonly ends?: Date
  readonly lane: string
  readonly does: () => Promise<readonly Act[]>
}

interface Text {
  readonly fate: DemoFate
  readonly found: DisclosureItem
  id: string
  version: number
}

const minuteMs = 60_000
const dayMs = 86_400_000
/** From taking up a correction to handing it in. */
const correctingMinutes = 20

const later = (at: Date, days: number, minutes = 0): Date => new Date(at.getTime() + days * dayMs + minutes * minuteMs)

/** The people of the villages, who write, check, sign, ask and answer. */
export class Villages {
  readonly #options: DisclosureStage
  readonly #config: CountyConfig
  readonly #items: ReadonlyMap<string, EffectiveItem>
  readonly #names = new Map<string, string>()
  readonly problems: string[] = []
  published = 0
  corrected = 0
  withdrawn = 0
  questions = 0

  constructor(options: DisclosureStage, config: CountyConfig, villages: readonly { id: string; name: string }[]) {
    this.#options = options
    this.#config = config
    this.#items = itemsOf(config)
    for (const { id, name } of villages) this.#names.set(id, name)
  }

  #by(role: 'village-clerk' | 'oversight-member' | 'village-leader' | 'discipline-liaison', at: string): Caller {
    const actor: Actor | undefined = this.#options.actors.holders(role, at)[0]
    if (!actor) throw new Error(`nobody is ${role}`)
    return staffCaller(actor)
  }

  #writer({ villageId, villageCode }: DemoDue): DemoWriter {
    const { names, seed } = this.#options
    return { ...names, seed, code: villageCode, village: this.#names.get(villageId) ?? '' }
  }

  /** An instant of a local day. */
  at(date: string, minutes: number): Date {
    return new Date(startOfDay(this.#config.calendar, date).getTime() + minutes * minuteMs)
  }

  async #write(text: Text, at: Date): Promise<void> {
    const { run } = this.#options
    const { due } = text.fate
    const { found } = text
    const by = this.#by('village-clerk', due.villageId)
    const key = 'standing' in found.rhythm ? 'standing' : due.occasion
    const period = periodFromKey(found.rhythm, key)
    if (!period) throw new Error(`${due.item} has no period ${due.occasion}`)
    const began = await run(
      contract.openDraft,
      by,
      { requestId: uuidv7(), place: due.villageCode, item: due.item, period: key },
      at,
    )
    text.id = began.id
    text.version = began.version
    let content = demoContent(this.#writer(due), found, period)
    if (found.source !== 'typed') {
      const { edition } = await run(contract.getEdition, by, { editionId: began.id }, at)
      if (edition.content.blocks.some((block) => block.kind === 'table' && block.rows.length > 0)) return
      content = {
        blocks: [...(edition.content.blocks as typeof content.blocks), { kind: 'text', text: '本期没有受理。' }],
      }
    }
    await this.#save(text, content, null, at)
  }

  async #save(text: Text, content: ReturnType<typeof demoContent>, changeNote: string | null, at: Date): Promise<void> {
    const { due } = text.fate
    const title = `${this.#names.get(due.villageId) ?? ''}${periodLabel(due.occasion)}${text.found.name.zh}`
    const saved = await this.#options.run(
      contract.saveDraft,
      this.#by('village-clerk', due.villageId),
      {
        requestId: uuidv7(),
        editionId: text.id,
        version: text.version,
        title,
        content: content as never,
        changeNote,
        publishAt: null,
      },
      at,
    )
    text.version = saved.version
  }

  async #move(
    texts: readonly Text[],
    step: 'submit' | 'check' | 'sign' | 'return',
    by: Caller,
    at: Date,
    reason?: string,
  ): Promise<void> {
    const { run } = this.#options
    const take = () =>
      run(
        contract.moveEditions,
        by,
        {
          requestId: uuidv7(),
          editions: texts.map(({ id, version }) => ({ id, version })),
          step,
          ...(reason === undefined ? {} : { reason }),
        },
        at,
      )
    const { moved } = await take().catch(async (error: unknown) => {
      if (!(error instanceof Refusal) || error.code !== 'confirmation-needed') throw error
      for (const { id } of texts) await this.#confirm(id, by, at)
      return take()
    })
    const versions = new Map(moved.map(({ id, version }) => [id, version]))
    for (const text of texts) text.version = versions.get(text.id) ?? text.version
  }

  /** Whoever takes a step looks at what is doubtful in a text, and says why it may be read. */
  async #confirm(editionId: string, by: Caller, at: Date): Promise<void> {
    const { run } = this.#options
    const { doubts, edition } = await run(contract.getEdition, by, { editionId }, at)
    if (doubts.length === 0) return
    await run(
      contract.confirmDoubts,
      by,
      {
        requestId: uuidv7(),
        editionId,
        version: edition.version,
        doubts: doubts.map(({ key }) => key),
        reason: '是补助项目的名称，不说明某个人的病情',
      },
      at,
    )
  }

  /** Checked the next day, signed some hours later; what follows on each text comes after that. */
  #review(
    villageId: string,
    texts: readonly Text[],
    at: Date,
    then: (at: Date) => readonly Act[],
    stopAt?: DemoBatch['stopAt'],
  ): readonly Act[] {
    if (stopAt === 'submitted') return []
    const lane = villageId
    const checkAt = later(at, 1, 35)
    const signAt = later(at, 1, 275)
    const sign = async (): Promise<readonly Act[]> => {
      await this.#move(texts, 'sign', this.#by('village-leader', villageId), signAt)
      return then(signAt)
    }
    const check = async (): Promise<readonly Act[]> => {
      await this.#move(texts, 'check', this.#by('oversight-member', villageId), checkAt)
      return stopAt === 'checked' ? [] : [{ at: signAt, lane, does: sign }]
    }
    return [{ at: checkAt, lane, does: check }]
  }

  /** A batch of texts of one village, from the first word on. */
  begin({ villageId, writtenOn, returned, stopAt, fates }: DemoBatch): Act {
    const at = this.at(
      writtenOn,
      9 * 60 + seededRandom(this.#options.seed, `hour ${villageId} ${writtenOn}`).whole(0, 90),
    )
    const lane = villageId
    const texts = fates.flatMap((fate): Text[] => {
      const found = this.#items.get(fate.due.item)?.item
      return found ? [{ fate, found, id: '', version: 0 }] : []
    })
    const finish = (signedAt: Date): readonly Act[] => {
      this.published += texts.length
      return texts.flatMap((text) => this.#afterwards(text, signedAt))
    }
    const mend = async (): Promise<readonly Act[]> => {
      const mendAt = later(at, 2)
      await this.#move(texts, 'submit', this.#by('village-clerk', villageId), mendAt)
      return this.#review(villageId, texts, mendAt, finish)
    }
    const sendBack = async (): Promise<readonly Act[]> => {
      const reason = '附表合计与明细对不上，请核对后再报。'
      await this.#move(texts, 'return', this.#by('oversight-member', villageId), later(at, 1), reason)
      return stopAt === 'returned' ? [] : [{ at: later(at, 2), lane, does: mend }]
    }
    const handedIn = later(at, 0, texts.length + 10)
    const write = async (): Promise<readonly Act[]> => {
      for (const [minute, text] of texts.entries()) await this.#write(text, later(at, 0, minute))
      if (stopAt === 'draft') return []
      await this.#move(texts, 'submit', this.#by('village-clerk', villageId), handedIn)
      return returned
        ? [{ at: later(at, 1), lane, does: sendBack }]
        : this.#review(villageId, texts, handedIn, finish, stopAt)
    }
    return { at, ends: handedIn, lane, does: write }
  }

  #afterwards(text: Text, publishedAt: Date): readonly Act[] {
    const { fate } = text
    const lane = fate.due.villageId
    const acts: Act[] = []
    if (fate.corrected) {
      const at = later(publishedAt, 4, -240)
      acts.push({ at, ends: later(at, 0, correctingMinutes), lane, does: () => this.#correct(text, at) })
    }
    if (fate.withdrawn) {
      const at = later(publishedAt, 2, 30)
      acts.push({ at, lane, does: () => this.#withdraw(text, at) })
    }
    if (fate.question && !fate.withdrawn) {
      const at = later(publishedAt, 2, 300)
      acts.push({ at, lane, does: () => this.#ask(text, at) })
    }
    return acts
  }

  async #correct(text: Text, at: Date): Promise<readonly Act[]> {
    const { run } = this.#options
    const { due } = text.fate
    const by = this.#by('village-clerk', due.villageId)
    const key = 'standing' in text.found.rhythm ? 'standing' : due.occasion
    const began = await run(
      contract.openDraft,
      by,
      { requestId: uuidv7(), place: due.villageCode, item: due.item, period: key, source: 'live' },
      at,
    )
    const next: Text = { ...text, id: began.id, version: began.version }
    const { edition } = await run(contract.getEdition, by, { editionId: began.id }, at)
    const { content, note } = correctedContent(edition.content)
    await this.#save(next, content, note, later(at, 0, 10))
    await this.#move([next], 'submit', by, later(at, 0, correctingMinutes))
    return this.#review(due.villageId, [next], later(at, 0, correctingMinutes), () => {
      this.corrected += 1
      return []
    })
  }

  async #withdraw(text: Text, at: Date): Promise<readonly Act[]> {
    await this.#options.run(
      contract.withdrawEdition,
      this.#by('village-leader', text.fate.due.villageId),
      { requestId: uuidv7(), editionId: text.id, reason: '误将未审定的稿子签发，撤回后重新公布。' },
      at,
    )
    this.withdrawn += 1
    return []
  }

  async #ask(text: Text, at: Date): Promise<readonly Act[]> {
    const { run, seed } = this.#options
    const { question, due } = text.fate
    const lane = due.villageId
    const random = seededRandom(seed, `question ${due.villageCode} ${due.item} ${due.occasion}`)
    const clerk = this.#by('village-clerk', due.villageId)
    const { edition } = await run(contract.getEdition, clerk, { editionId: text.id }, at)
    const [asked, answered] = random.pick([
      ['这一项的票据在哪里可以看到？', '票据存放在村会计处，工作日可由村务监督委员会成员陪同查看。'],
      ['和上期相比为什么多了？', '本期多了一次维修，合同和发票已附在公开栏。'],
      ['名单是谁定的？', '由村民代表会议评议产生，会议记录可查。'],
      ['什么时候能办完？', '计划下月底前完成，完成后在这里公布。'],
    ] as const)
    const { id, token } = await run(
      contract.askAboutPublication,
      villager,
      {
        publicationId: edition.publicationId,
        requestId: uuidv7(),
        kind: random.pick(['question', 'objection'] as const),
        text: asked,
        aboutOfficial: question === 'about-official',
        reporter: {
          name: `${random.pick(this.#options.names.surnames)}${random.pick(this.#options.names.givenNames)}`,
          phone: demoPhone(random.whole(20_000, 9_999_999)),
          wantsAnswer: true,
          language: 'zh-CN',
        },
      },
      at,
    )
    this.questions += 1
    if (question === 'open' || question === 'about-official') return []
    const answerAt = later(at, random.whole(1, 6), 40)
    const act = async (by: Caller, transition: string, when: Date): Promise<void> => {
      const { version } = await run(contract.getCase, by, { caseId: id }, when)
      const fields = transition === 'reply' ? { publicQuestion: asked } : {}
      const publicNote = transition === 'reply' ? answered : '监督委员会查看了票据和会议记录，答复属实。'
      await run(
        contract.actOnCase,
        by,
        { caseId: id, requestId: uuidv7(), version, transition, fields, publicNote },
        when,
      )
    }
    const says = (transition: string, when: Date): Promise<unknown> =>
      run(contract.actAsReporter, villager, { token, requestId: uuidv7(), transition }, when)
    const decide: Act = {
      at: later(answerAt, 4),
      lane,
      does: async () => {
        await act(this.#by('oversight-member', due.villageId), 'decide', later(answerAt, 4))
        return []
      },
    }
    const hear: Act = {
      at: later(answerAt, 1, 20),
      lane,
      does: async () => {
        await says(question === 'decided' ? 'dispute' : 'accept', later(answerAt, 1, 20))
        return question === 'decided' ? [decide] : []
      },
    }
    const reply: Act = {
      at: answerAt,
      lane,
      does: async () => {
        await act(clerk, 'reply', answerAt)
        return question === 'answered' ? [] : [hear]
      },
    }
    return [reply]
  }
}
