import { defineProcess, law } from '@xiangzhi/language'

/** What the county gives anybody to answer, the village as well as whoever looks into an answer that does not satisfy. */
const answering = {
  within: { limitOf: 'county', parameter: 'disclosure.answerWithin', otherwise: { days: 10 } },
  warnAtPercent: 70,
  then: [
    { after: { days: 1 }, do: { kind: 'raise' } },
    { after: { days: 5 }, do: { kind: 'supervise' } },
  ],
} as const

/** Who asked has 15 days to say whether that will do; silence settles the matter. */
const feedback = {
  key: 'feedback',
  within: { days: 15 },
  warnAtPercent: 80,
  again: 'restart',
  then: [{ after: { minutes: 0 }, do: { kind: 'transition', transition: 'settle' } }],
} as const

/**
 * Questions and objections about a disclosure 公开答疑: anybody may ask, the village answers within the county's limit
 * (村民委员会组织法 art. 35: it answers queries; art. 36: complaints go to the town or county). Whoever is not satisfied brings it
 * before the oversight committee, then the town, then the county. What concerns an official is sealed from the beginning and goes
 * to the discipline liaison alone.
 */
export const disclosureQuestion = defineProcess({
  key: 'disclosure-question',
  version: 1,
  title: 'text.disclosure.question.title',
  note: 'text.disclosure.question.note',
  basis: [
    law('中华人民共和国村民委员会组织法', '35, 36, 37'),
    law('农村集体经济组织财务公开规定（农经发〔2011〕13号）', '11, 12'),
  ],
  runs: ['P053', 'P073'],
  roles: {
    answerer: {
      label: 'text.disclosure.role.answerer',
      of: 'level',
      held: {
        grid: ['grid-worker'],
        village: ['village-clerk'],
        town: ['dispatcher-town'],
        county: ['dispatcher-county'],
      },
    },
    reviewer: {
      label: 'text.disclosure.role.reviewer',
      of: 'level',
      held: {
        grid: ['grid-worker'],
        village: ['oversight-member'],
        town: ['dispatcher-town'],
        county: ['supervisor'],
      },
    },
    asker: { label: 'text.disclosure.role.asker', of: 'reporter' },
  },
  fields: {
    kind: {
      kind: 'choice',
      label: 'text.disclosure.question.field.kind',
      audience: 'public',
      options: {
        question: 'text.disclosure.question.kind.question',
        objection: 'text.disclosure.question.kind.objection',
        error: 'text.disclosure.question.kind.error',
      },
    },
    publicQuestion: {
      kind: 'long-text',
      maxLength: 1000,
      label: 'text.disclosure.question.field.publicQuestion',
      hint: 'text.disclosure.question.field.publicQuestionHint',
      audience: 'public',
    },
    publicFollowUp: {
      kind: 'long-text',
      maxLength: 1000,
      label: 'text.disclosure.question.field.publicFollowUp',
      audience: 'public',
    },
  },
  opening: { asks: ['kind'], requires: ['kind'], by: ['answerer', 'reviewer'], fromPortal: true },
  portal: {
    pages: ['what', 'official', 'contact'],
    what: {
      question: 'text.portal.what.question.ask',
      hint: 'text.portal.what.hint.ask',
      label: 'text.portal.check.what.ask',
    },
    contact: { privacy: 'text.portal.contact.privacy.ask', name: true },
    note: 'text.portal.check.note.ask',
    sealedNote: 'text.portal.check.note.askSealed',
  },
  subject: 'publication',
  confidentiality: 'open',
  readers: [
    'village-clerk',
    'oversight-member',
    'village-leader',
    'dispatcher-town',
    'dispatcher-county',
    'supervisor',
    'leader',
  ],
  states: {
    asked: {
      kind: 'open',
      label: 'text.disclosure.question.state.asked',
      public: 'received',
      owner: 'answerer',
      due: [{ key: 'answer', ...answering, again: 'continue' }],
    },
    answered: {
      kind: 'open',
      label: 'text.disclosure.question.state.answered',
      public: 'in-hand',
      owner: 'asker',
      due: [feedback],
    },
    disputed: {
      kind: 'open',
      label: 'text.disclosure.question.state.disputed',
      public: 'in-hand',
      owner: 'reviewer',
      due: [{ key: 'review', ...answering, again: 'restart' }],
    },
    reviewed: {
      kind: 'open',
      label: 'text.disclosure.question.state.reviewed',
      public: 'in-hand',
      owner: 'asker',
      due: [feedback],
    },
    settled: {
      kind: 'closed',
      label: 'text.disclosure.question.state.settled',
      public: 'done',
      outcome: 'settled',
    },
    dismissed: {
      kind: 'closed',
      label: 'text.disclosure.question.state.dismissed',
      public: 'not-done',
      outcome: 'dismissed',
    },
  },
  start: 'asked',
  transitions: {
    moderate: {
      from: ['asked'],
      to: 'asked',
      by: ['answerer', 'reviewer'],
      label: 'text.disclosure.question.do.moderate',
      asks: ['publicQuestion', 'publicFollowUp'],
      needs: [{ need: 'filled', fields: ['publicQuestion'] }],
      effects: [{ do: 'carry-out', name: 'question-shown' }],
    },
    reply: {
      from: ['asked'],
      to: 'answered',
      by: ['answerer'],
      label: 'text.disclosure.question.do.reply',
      primary: true,
      asks: ['publicQuestion', 'publicFollowUp'],
      needs: [{ need: 'public-note' }],
      effects: [{ do: 'publish-note' }, { do: 'carry-out', name: 'question-answered' }],
    },
    dismiss: {
      from: ['asked'],
      to: 'dismissed',
      by: ['reviewer'],
      label: 'text.disclosure.question.do.dismiss',
      needs: [{ need: 'reason' }, { need: 'public-note' }],
      effects: [{ do: 'publish-note' }, { do: 'carry-out', name: 'question-dismissed' }],
    },
    followUp: {
      from: ['answered'],
      to: 'asked',
      by: ['asker'],
      label: 'text.disclosure.question.do.followUp',
      needs: [{ need: 'reason' }],
      effects: [
        { do: 'count', what: 'reopen' },
        { do: 'carry-out', name: 'question-followed-up' },
      ],
    },
    dispute: {
      from: ['answered'],
      to: 'disputed',
      by: ['asker'],
      label: 'text.disclosure.question.do.dispute',
      effects: [
        { do: 'satisfied', answer: false },
        { do: 'carry-out', name: 'question-disputed' },
      ],
    },
    decide: {
      from: ['disputed'],
      to: 'reviewed',
      by: ['reviewer'],
      label: 'text.disclosure.question.do.decide',
      primary: true,
      asks: ['publicQuestion'],
      needs: [{ need: 'public-note' }, { need: 'other-person-than', action: 'reply' }],
      effects: [{ do: 'publish-note' }, { do: 'carry-out', name: 'question-answered' }],
    },
    bringHigher: {
      from: ['reviewed'],
      to: 'disputed',
      by: ['asker'],
      label: 'text.disclosure.question.do.bringHigher',
      needs: [{ need: 'level', at: ['grid', 'village', 'town'] }],
      effects: [{ do: 'satisfied', answer: false }, { do: 'raise' }, { do: 'carry-out', name: 'question-disputed' }],
    },
    accept: {
      from: ['answered', 'reviewed'],
      to: 'settled',
      by: ['asker'],
      label: 'text.disclosure.question.do.accept',
      primary: true,
      effects: [
        { do: 'satisfied', answer: true },
        { do: 'carry-out', name: 'question-settled' },
      ],
    },
    settle: {
      from: ['answered', 'reviewed'],
      to: 'settled',
      by: ['system'],
      label: 'text.disclosure.question.do.settle',
      effects: [{ do: 'carry-out', name: 'question-settled' }],
    },
  },
  allows: {
    comment: ['answerer', 'reviewer'],
    level: ['reviewer'],
    extend: { ask: ['answerer'], grant: ['reviewer'], times: 1 },
    ask: ['answerer', 'reviewer'],
    seal: ['reviewer'],
  },
  takenUpBy: 'disclosure',
  categories: [
    {
      code: 'disclosure-question',
      name: { zh: '对公开内容的提问', en: 'Question about a disclosure' },
      icon: 'suggestion',
      offeredTo: 'everyone',
    },
    {
      code: 'disclosure-complaint',
      name: { zh: '对公开内容的提问（涉及干部）', en: 'Question about a disclosure that concerns an official' },
      icon: 'suggestion',
      offeredTo: 'everyone',
      sealedFor: { level: 'county', role: 'discipline-liaison' },
    },
  ],
})
