import { defineProcess, law } from '@xiangzhi/language'

/** Whoever wrote any of it, or handed it in, neither checks nor signs it. */
const notItsWriters = [
  { need: 'other-person-than', of: 'subject', persons: 'writers' },
  { need: 'other-person-than', action: 'open' },
  { need: 'other-person-than', action: 'resubmit' },
] as const

/**
 * Review of a disclosure 公开审核: whoever wrote it hands it in; the oversight committee checks that it is true, complete and in
 * time (村民委员会组织法 art. 37); somebody else signs, and it goes out at once or at its hour. Three persons, none of whom does two of
 * the three. Until its hour a signer may recall it.
 */
export const disclosureReview = defineProcess({
  key: 'disclosure-review',
  version: 1,
  title: 'text.disclosure.review.title',
  note: 'text.disclosure.review.note',
  basis: [
    law('中华人民共和国村民委员会组织法', '35, 37'),
    law('农村集体经济组织财务公开规定（农经发〔2011〕13号）', '8, 9'),
  ],
  runs: ['P053', 'P069', 'P072'],
  roles: {
    writer: {
      label: 'text.disclosure.role.writer',
      of: 'level',
      held: {
        grid: ['grid-worker'],
        village: ['village-clerk'],
        town: ['dispatcher-town'],
        county: ['dispatcher-county'],
      },
    },
    townWriter: { label: 'text.disclosure.role.townWriter', of: 'town', held: ['dispatcher-town'] },
    checker: {
      label: 'text.disclosure.role.checker',
      vouches: true,
      of: 'level',
      held: {
        grid: ['grid-worker'],
        village: ['oversight-member'],
        town: ['supervisor'],
        county: ['supervisor'],
      },
    },
    signer: {
      label: 'text.disclosure.role.signer',
      vouches: true,
      of: 'level',
      held: {
        grid: ['grid-worker'],
        village: ['village-leader'],
        town: ['dispatcher-town'],
        county: ['leader'],
      },
    },
  },
  fields: {},
  opening: { asks: [], requires: [], by: ['writer', 'townWriter'], fromPortal: false },
  subject: 'edition',
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
    submitted: {
      kind: 'open',
      label: 'text.disclosure.review.state.submitted',
      public: 'received',
      owner: 'checker',
      subjectStands: 'in-review',
      due: [
        {
          key: 'check',
          within: { limitOf: 'county', parameter: 'disclosure.checkWithin', otherwise: { workingDays: 2 } },
          warnAtPercent: 70,
          again: 'restart',
          then: [{ after: { workingDays: 1 }, do: { kind: 'warn', message: 'text.disclosure.review.warn.check' } }],
        },
      ],
    },
    checked: {
      kind: 'open',
      label: 'text.disclosure.review.state.checked',
      public: 'in-hand',
      owner: 'signer',
      subjectStands: 'checked',
      due: [
        {
          key: 'signing',
          within: { limitOf: 'county', parameter: 'disclosure.signWithin', otherwise: { workingDays: 2 } },
          warnAtPercent: 70,
          again: 'restart',
          then: [{ after: { workingDays: 1 }, do: { kind: 'warn', message: 'text.disclosure.review.warn.sign' } }],
        },
      ],
    },
    returned: {
      kind: 'open',
      label: 'text.disclosure.review.state.returned',
      public: 'received',
      owner: 'writer',
      due: [
        {
          key: 'mend',
          within: { workingDays: 3 },
          warnAtPercent: 70,
          again: 'restart',
          then: [{ after: { workingDays: 2 }, do: { kind: 'warn', message: 'text.disclosure.review.warn.mend' } }],
        },
      ],
    },
    // Untimed on purpose: the hour is the text's own.
    signed: {
      kind: 'open',
      label: 'text.disclosure.review.state.signed',
      public: 'in-hand',
      owner: 'signer',
      subjectStands: 'scheduled',
      due: [],
    },
    published: {
      kind: 'closed',
      label: 'text.disclosure.review.state.published',
      public: 'done',
      outcome: 'published',
    },
    abandoned: {
      kind: 'closed',
      label: 'text.disclosure.review.state.abandoned',
      public: 'not-done',
      outcome: 'abandoned',
    },
  },
  start: 'submitted',
  transitions: {
    check: {
      from: ['submitted'],
      to: 'checked',
      by: ['checker'],
      label: 'text.disclosure.review.do.check',
      primary: true,
      needs: notItsWriters,
      effects: [{ do: 'carry-out', name: 'edition-checked' }],
    },
    signOff: {
      from: ['checked'],
      to: 'published',
      by: ['signer'],
      label: 'text.disclosure.review.do.signOff',
      primary: true,
      needs: [{ need: 'subject', is: 'due' }, ...notItsWriters, { need: 'other-person-than', action: 'check' }],
      effects: [{ do: 'carry-out', name: 'edition-published' }],
    },
    schedule: {
      from: ['checked'],
      to: 'signed',
      by: ['signer'],
      label: 'text.disclosure.review.do.schedule',
      primary: true,
      needs: [{ need: 'subject', isNot: 'due' }, ...notItsWriters, { need: 'other-person-than', action: 'check' }],
      effects: [{ do: 'carry-out', name: 'edition-signed' }],
    },
    publish: {
      from: ['signed'],
      to: 'published',
      by: ['system'],
      label: 'text.disclosure.review.do.publish',
      needs: [{ need: 'subject', is: 'due' }],
      effects: [{ do: 'carry-out', name: 'edition-published' }],
    },
    recall: {
      from: ['signed'],
      to: 'returned',
      by: ['signer'],
      label: 'text.disclosure.review.do.recall',
      needs: [{ need: 'reason' }],
      effects: [
        { do: 'count', what: 'rework' },
        { do: 'carry-out', name: 'edition-returned' },
      ],
    },
    sendBack: {
      from: ['submitted', 'checked'],
      to: 'returned',
      by: ['checker', 'signer'],
      label: 'text.disclosure.review.do.sendBack',
      needs: [{ need: 'reason' }],
      effects: [
        { do: 'count', what: 'rework' },
        { do: 'carry-out', name: 'edition-returned' },
      ],
    },
    resubmit: {
      from: ['returned'],
      to: 'submitted',
      by: ['writer', 'townWriter'],
      label: 'text.disclosure.review.do.resubmit',
      primary: true,
      effects: [{ do: 'carry-out', name: 'edition-resubmitted' }],
    },
    abandon: {
      from: ['submitted', 'checked', 'returned'],
      to: 'abandoned',
      by: ['writer', 'townWriter'],
      label: 'text.disclosure.review.do.abandon',
      needs: [{ need: 'reason' }],
      effects: [{ do: 'carry-out', name: 'edition-abandoned' }],
    },
  },
  allows: {
    comment: ['writer', 'townWriter', 'checker', 'signer'],
  },
  takenUpBy: 'disclosure',
  categories: [
    {
      code: 'disclosure-review',
      name: { zh: '公开内容审核', en: 'Review of a disclosure' },
      icon: 'service',
      offeredTo: 'staff',
    },
  ],
})
