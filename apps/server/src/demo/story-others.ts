/** The next steps of mediations, formalities and whistles of the demo world. Pure. */

import { demoNotes, formalityWords, mediationWords } from './notes.ts'
import { type Step, type StoryFacts } from './story.ts'

/** The next step of a mediation. `end`: confirm, conclude, system, refuse, giveUp or withdraw. */
export function nextOfMediation(
  { wishes, record, done, random, reporter }: StoryFacts,
  today: string,
): Step | undefined {
  const sessions = wishes.sessions ?? 1
  switch (record.state) {
    case 'applied':
      if (wishes.end === 'refuse')
        return { kind: 'act', transition: 'refuse', fields: { refusedBy: random.pick(['respondent', 'both']) } }
      return {
        kind: 'act',
        transition: 'consent',
        fields: { applicant: '申请人甲', respondent: '被申请人乙', route: 'people', bothWilling: true },
      }
    case 'consented':
      if (wishes.end === 'withdraw' && reporter && done.has('hold-1'))
        return { kind: 'reporter', transition: 'withdraw' }
      for (let serial = 1; serial <= sessions; serial += 1) {
        if (done.has(`hold-${serial}`)) continue
        return {
          kind: 'act',
          transition: 'hold',
          fields: { sessionOn: today, minutes: random.pick(mediationWords.minutes) },
          once: `hold-${serial}`,
        }
      }
      if (wishes.end === 'giveUp')
        return { kind: 'act', transition: 'giveUp', reason: random.pick(mediationWords.giveUps) }
      return {
        kind: 'act',
        transition: 'agree',
        fields: {
          agreementForm: random.happens(0.8) ? 'written' : 'oral',
          agreement: random.pick(mediationWords.agreements),
        },
      }
    case 'agreed':
      return { kind: 'act', transition: 'sign', fields: { signedBy: '申请人甲、被申请人乙、调解员' } }
    case 'signed':
      if (wishes.end === 'system') return undefined
      return wishes.end === 'confirm'
        ? { kind: 'act', transition: 'confirm', fields: { courtNumber: random.pick(mediationWords.courtNumbers) } }
        : { kind: 'act', transition: 'conclude' }
    default:
      return undefined
  }
}

/** The next step of a formality. `end`: deliver, refuse, withdraw or lapse. `unit` is the department of its sheet. */
export function nextOfFormality(
  { wishes, record, done, random, reporter }: StoryFacts,
  unit: string | undefined,
): Step | undefined {
  switch (record.state) {
    case 'applied':
      if (wishes.end === 'withdraw' && reporter) return { kind: 'reporter', transition: 'withdraw' }
      return { kind: 'act', transition: 'take' }
    case 'preparing':
      if ((wishes.wanting || wishes.end === 'lapse') && !done.has('papers'))
        return {
          kind: 'act',
          transition: 'requestPapers',
          fields: { missing: random.pick(formalityWords.missing) },
          once: 'papers',
        }
      return { kind: 'act', transition: 'handOver', ...(record.suggestedOrganisationKey || !unit ? {} : { unit }) }
    case 'wanting':
      if (wishes.end === 'lapse') return undefined
      return reporter ? { kind: 'reporter', transition: 'supplement' } : { kind: 'act', transition: 'supplement' }
    case 'atWindow':
      if (wishes.giveBack && !done.has('give-back'))
        return { kind: 'act', transition: 'giveBack', reason: random.pick(formalityWords.givenBack), once: 'give-back' }
      if (wishes.end === 'refuse') {
        const ground = random.pick(formalityWords.refusalGrounds)
        return { kind: 'act', transition: 'refuse', fields: { refusalGround: ground }, publicNote: ground }
      }
      return { kind: 'act', transition: 'grant', fields: { result: random.pick(formalityWords.results) } }
    case 'decided':
      return { kind: 'act', transition: 'deliver' }
    case 'delivered':
      return reporter && !done.has('rate')
        ? {
            kind: 'reporter',
            transition: 'rate',
            fields: {
              rating: random.weighted([
                [5, 6],
                [4, 3],
                [3, 1],
                [2, 0.4],
              ] as const),
            },
            once: 'rate',
          }
        : undefined
    default:
      return undefined
  }
}

/** The next step of a whistle. What is wished for it was wished for the case it belongs to. */
export function nextOfWhistle({ wishes, record, done, random }: StoryFacts): Step | undefined {
  switch (record.state) {
    case 'called':
      if ((wishes.whistle === 'refused' || wishes.whistle === 'withdrawn') && !done.has('refuse'))
        return { kind: 'act', transition: 'refuse', reason: random.pick(demoNotes.whistleNo), once: 'refuse' }
      return { kind: 'act', transition: 'arrive', fields: { arrivedAt: random.pick(demoNotes.arrivals) } }
    case 'arrived':
      return { kind: 'act', transition: 'finish', fields: { measure: random.pick(demoNotes.whistleDone) } }
    case 'refused':
      return wishes.whistle === 'withdrawn'
        ? { kind: 'act', transition: 'withdraw', reason: random.pick(demoNotes.whistleWithdraw) }
        : { kind: 'act', transition: 'insist', reason: random.pick(demoNotes.whistleInsist) }
    default:
      return undefined
  }
}
