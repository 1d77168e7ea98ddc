import { defineProcess } from '@xiangzhi/language'

/**
 * People's mediation 人民调解: free and voluntary, one refusal ends it; confidential; agreement, signatures, and joint judicial
 * confirmation within 30 days of the agreement taking effect (人民调解法 art. 33).
 */
export const mediation = defineProcess({
  key: 'mediation',
  version: 1,
  title: 'text.practices.mediation.title',
  note: 'text.practices.mediation.note',
  basis: [
    { source: '中华人民共和国人民调解法', article: '3, 4, 23, 27, 28, 31, 33', since: '2011-01-01' },
  ],
  runs: ['P106'],
  roles: {
    mediator: { label: 'text.practices.mediation.role.mediator', of: 'village', held: ['mediator'] },
    lead: { label: 'text.practices.mediation.role.lead', of: 'town', held: ['mediation-lead'] },
    party: { label: 'text.practices.mediation.role.party', of: 'reporter' },
  },
  fields: {
    applicant: { kind: 'text', maxLength: 100, label: 'text.practices.mediation.field.applicant', audience: 'parties' },
    respondent: { kind: 'text', maxLength: 100, label: 'text.practices.mediation.field.respondent', audience: 'parties' },
    kind: {
      kind: 'choice', label: 'text.practices.mediation.field.kind', audience: 'staff',
      options: {
        neighbour: 'text.practices.mediation.kind.neighbour',
        family: 'text.practices.mediation.kind.family',
        land: 'text.practices.mediation.kind.land',
        debt: 'text.practices.mediation.kind.debt',
        labour: 'text.practices.mediation.kind.labour',
        injury: 'text.practices.mediation.kind.injury',
        other: 'text.practices.mediation.kind.other',
      },
    },
    route: {
      kind: 'choice', label: 'text.practices.mediation.field.route', audience: 'staff',
      options: {
        people: 'text.practices.mediation.route.people',
        administrative: 'text.practices.mediation.route.administrative',
        judicial: 'text.practices.mediation.route.judicial',
      },
    },
    bothWilling: { kind: 'yes-no', mustBe: true, label: 'text.practices.mediation.field.bothWilling', hint: 'text.practices.mediation.field.bothWillingHint', audience: 'parties' },
    sessionOn: { kind: 'date', label: 'text.practices.mediation.field.sessionOn', audience: 'parties' },
    minutes: { kind: 'long-text', maxLength: 4000, label: 'text.practices.mediation.field.minutes', audience: 'parties' },
    agreementForm: {
      kind: 'choice', label: 'text.practices.mediation.field.agreementForm', audience: 'parties',
      options: { written: 'text.practices.mediation.form.written', oral: 'text.practices.mediation.form.oral' },
    },
    agreement: { kind: 'long-text', maxLength: 8000, label: 'text.practices.mediation.field.agreement', audience: 'parties' },
    signedBy: { kind: 'text', maxLength: 200, label: 'text.practices.mediation.field.signedBy', hint: 'text.practices.mediation.field.signedByHint', audience: 'parties' },
    signedPaper: { kind: 'files', maxCount: 10, label: 'text.practices.mediation.field.signedPaper', audience: 'parties' },
    courtNumber: { kind: 'text', maxLength: 100, label: 'text.practices.mediation.field.courtNumber', audience: 'parties' },
    refusedBy: {
      kind: 'choice', label: 'text.practices.mediation.field.refusedBy', audience: 'parties',
      options: {
        applicant: 'text.practices.mediation.party.applicant',
        respondent: 'text.practices.mediation.party.respondent',
        both: 'text.practices.mediation.party.both',
      },
    },
  },
  opening: {
    asks: ['applicant', 'respondent', 'kind'],
    requires: ['kind'],
    by: ['mediator', 'lead'],
    fromPortal: true,
  },
  confidentiality: 'parties',
  readers: ['mediator', 'mediation-lead'],
  states: {
    applied: {
      kind: 'open', label: 'text.practices.mediation.state.applied', public: 'received', owner: 'mediator',
      due: [
        {
          key: 'consent', within: { workingDays: 3 }, warnAtPercent: 66, again: 'restart',
          then: [
            { after: { workingDays: 1 }, do: { kind: 'warn', message: 'text.practices.mediation.warn.consent' } },
            { after: { workingDays: 3 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    consented: {
      kind: 'open', label: 'text.practices.mediation.state.consented', public: 'in-hand', owner: 'mediator',
      due: [
        {
          key: 'mediate', within: { days: 30 }, warnAtPercent: 80, again: 'continue',
          then: [
            { after: { days: 1 }, do: { kind: 'warn', message: 'text.practices.mediation.warn.mediate' } },
            { after: { days: 7 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    agreed: {
      kind: 'open', label: 'text.practices.mediation.state.agreed', public: 'in-hand', owner: 'mediator',
      due: [
        {
          key: 'sign', within: { workingDays: 5 }, warnAtPercent: 80, again: 'restart',
          then: [{ after: { workingDays: 2 }, do: { kind: 'warn', message: 'text.practices.mediation.warn.sign' } }],
        },
      ],
    },
    signed: {
      kind: 'open', label: 'text.practices.mediation.state.signed', public: 'in-hand', owner: 'mediator',
      due: [
        {
          key: 'confirmation', within: { days: 30 }, warnAtPercent: 70, again: 'continue',
          then: [{ after: { minutes: 0 }, do: { kind: 'transition', transition: 'conclude' } }],
        },
      ],
    },
    concluded: { kind: 'closed', label: 'text.practices.mediation.state.concluded', public: 'done', outcome: 'done' },
    confirmed: { kind: 'closed', label: 'text.practices.mediation.state.confirmed', public: 'done', outcome: 'confirmed' },
    refused: { kind: 'closed', label: 'text.practices.mediation.state.refused', public: 'not-done', outcome: 'refused' },
    failed: { kind: 'closed', label: 'text.practices.mediation.state.failed', public: 'not-done', outcome: 'failed' },
  },
  start: 'applied',
  transitions: {
    consent: {
      from: ['applied'], to: 'consented', by: ['mediator', 'lead'], label: 'text.practices.mediation.do.consent', primary: true,
      asks: ['applicant', 'respondent', 'route', 'bothWilling'], needs: [{ need: 'filled', fields: ['applicant', 'respondent', 'route', 'bothWilling'] }], effects: [{ do: 'take' }],
    },
    hold: {
      from: ['consented'], to: 'consented', by: ['mediator', 'lead'], label: 'text.practices.mediation.do.hold', primary: true,
      asks: ['sessionOn', 'minutes'], needs: [{ need: 'filled', fields: ['sessionOn', 'minutes'] }], effects: [],
    },
    agree: {
      from: ['consented'], to: 'agreed', by: ['mediator', 'lead'], label: 'text.practices.mediation.do.agree', primary: false,
      asks: ['agreementForm', 'agreement'],
      needs: [{ need: 'filled', fields: ['agreementForm', 'agreement'] }, { need: 'event-count', action: 'hold', atLeast: 1 }], effects: [],
    },
    sign: {
      from: ['agreed'], to: 'signed', by: ['mediator', 'lead'], label: 'text.practices.mediation.do.sign', primary: true,
      asks: ['signedBy', 'signedPaper'], needs: [{ need: 'filled', fields: ['signedBy'] }], effects: [],
    },
    confirm: {
      from: ['signed'], to: 'confirmed', by: ['mediator', 'lead'], label: 'text.practices.mediation.do.confirm', primary: false,
      asks: ['courtNumber'], needs: [{ need: 'filled', fields: ['courtNumber'] }], effects: [],
    },
    conclude: {
      from: ['signed'], to: 'concluded', by: ['mediator', 'lead', 'system'], label: 'text.practices.mediation.do.conclude', primary: true,
      asks: [], needs: [], effects: [],
    },
    refuse: {
      from: ['applied', 'consented', 'agreed'], to: 'refused', by: ['mediator', 'lead'], label: 'text.practices.mediation.do.refuse', primary: false,
      asks: ['refusedBy'], needs: [{ need: 'filled', fields: ['refusedBy'] }], effects: [],
    },
    withdraw: {
      from: ['applied', 'consented', 'agreed'], to: 'refused', by: ['party'], label: 'text.practices.mediation.do.withdraw', primary: false,
      asks: [], needs: [], effects: [],
    },
    giveUp: {
      from: ['consented'], to: 'failed', by: ['mediator', 'lead'], label: 'text.practices.mediation.do.giveUp', primary: false,
      asks: [], needs: [{ need: 'reason' }, { need: 'event-count', action: 'hold', atLeast: 1 }], effects: [],
    },
  },
  allows: {
    comment: ['mediator', 'lead'],
    assign: ['mediator', 'lead'],
    level: [],
    classify: [],
    whistle: 'none',
    merge: [],
    link: ['mediator', 'lead'],
    pause: { ask: ['mediator'], grant: ['lead'] },
    extend: { ask: ['mediator'], grant: ['lead'], times: 1 },
    supervise: ['lead'],
    ask: ['mediator', 'lead'],
    seal: [],
  },
})
