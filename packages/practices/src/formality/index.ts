import { defineProcess } from '@xiangzhi/language'

/**
 * A formality by a helper 帮办代办: a villager applies or asks a helper, the helper checks the papers against the plain-language
 * sheet 明白纸, hands them over to the responsible window, brings back the result, and the villager rates it.
 */
export const formality = defineProcess({
  key: 'formality',
  version: 1,
  title: 'text.practices.formality.title',
  note: 'text.practices.formality.note',
  basis: [{ source: '国务院办公厅《关于加快推进政务服务标准化规范化便利化的指导意见》', article: '国发〔2022〕5号', since: '2022-03-01' }],
  runs: ['P149', 'P150'],
  roles: {
    helper: { label: 'text.practices.formality.role.helper', of: 'village', held: ['helper-agent'] },
    village: { label: 'text.practices.gridEvent.role.village', of: 'village', held: ['village-clerk'] },
    window: { label: 'text.practices.formality.role.window', of: 'assigned', held: ['department-handler'] },
    town: { label: 'text.practices.gridEvent.role.town', of: 'town', held: ['dispatcher-town'] },
    applicant: { label: 'text.practices.formality.role.applicant', of: 'reporter' },
  },
  fields: {
    matter: { kind: 'text', maxLength: 60, label: 'text.practices.formality.field.matter', audience: 'staff' },
    consent: { kind: 'yes-no', mustBe: true, label: 'text.practices.formality.field.consent', hint: 'text.practices.formality.field.consentHint', audience: 'parties' },
    applicantName: { kind: 'text', maxLength: 50, label: 'text.practices.formality.field.applicantName', audience: 'parties' },
    papers: { kind: 'files', maxCount: 10, label: 'text.practices.formality.field.papers', audience: 'parties' },
    missing: { kind: 'long-text', maxLength: 1000, label: 'text.practices.formality.field.missing', audience: 'parties' },
    result: { kind: 'long-text', maxLength: 1000, label: 'text.practices.formality.field.result', audience: 'parties' },
    resultPaper: { kind: 'files', maxCount: 5, label: 'text.practices.formality.field.resultPaper', audience: 'parties' },
    refusalGround: { kind: 'long-text', maxLength: 1000, label: 'text.practices.formality.field.refusalGround', audience: 'parties' },
    rating: { kind: 'rating', label: 'text.practices.formality.field.rating', audience: 'staff' },
  },
  opening: { asks: ['matter', 'applicantName', 'consent', 'papers'], requires: ['matter', 'consent'], by: ['helper', 'village', 'town'], fromPortal: true },
  confidentiality: 'parties',
  readers: ['helper-agent', 'village-clerk', 'department-handler', 'dispatcher-town'],
  states: {
    applied: {
      kind: 'open', label: 'text.practices.formality.state.applied', public: 'received', owner: 'helper',
      due: [
        {
          key: 'take', within: { workingDays: 1 }, warnAtPercent: 50, again: 'restart',
          then: [
            { after: { workingHours: 4 }, do: { kind: 'warn', message: 'text.practices.formality.warn.take' } },
            { after: { workingDays: 2 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    preparing: {
      kind: 'open', label: 'text.practices.formality.state.preparing', public: 'in-hand', owner: 'helper',
      due: [
        {
          key: 'prepare', within: { workingDays: 3 }, warnAtPercent: 66, again: 'continue',
          then: [{ after: { workingDays: 1 }, do: { kind: 'warn', message: 'text.practices.formality.warn.prepare' } }],
        },
      ],
    },
    wanting: {
      kind: 'open', label: 'text.practices.formality.state.wanting', public: 'in-hand', owner: 'applicant',
      due: [
        {
          key: 'supplement', within: { days: 30 }, warnAtPercent: 50, again: 'restart',
          then: [{ after: { minutes: 0 }, do: { kind: 'transition', transition: 'lapse' } }],
        },
      ],
    },
    atWindow: {
      kind: 'open', label: 'text.practices.formality.state.atWindow', public: 'in-hand', owner: 'window',
      due: [
        {
          key: 'decide', within: { limitOf: 'category', otherwise: { workingDays: 20 } }, warnAtPercent: 80, again: 'continue',
          then: [
            { after: { workingDays: 1 }, do: { kind: 'warn', message: 'text.practices.formality.warn.decide' } },
            { after: { workingDays: 3 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    decided: {
      kind: 'open', label: 'text.practices.formality.state.decided', public: 'in-hand', owner: 'helper',
      due: [
        {
          key: 'deliver', within: { workingDays: 2 }, warnAtPercent: 50, again: 'restart',
          then: [{ after: { workingDays: 1 }, do: { kind: 'warn', message: 'text.practices.formality.warn.deliver' } }],
        },
      ],
    },
    delivered: { kind: 'closed', label: 'text.practices.formality.state.delivered', public: 'done', outcome: 'done' },
    refused: { kind: 'closed', label: 'text.practices.formality.state.refused', public: 'not-done', outcome: 'refused' },
    lapsed: { kind: 'closed', label: 'text.practices.formality.state.lapsed', public: 'not-done', outcome: 'lapsed' },
    withdrawn: { kind: 'closed', label: 'text.practices.formality.state.withdrawn', public: 'not-done', outcome: 'withdrawn' },
  },
  start: 'applied',
  transitions: {
    take: {
      from: ['applied'], to: 'preparing', by: ['helper', 'village'], label: 'text.practices.formality.do.take', primary: true,
      asks: [], needs: [], effects: [{ do: 'take' }],
    },
    requestPapers: {
      from: ['preparing'], to: 'wanting', by: ['helper', 'village'], label: 'text.practices.formality.do.requestPapers', primary: false,
      asks: ['missing'], needs: [{ need: 'filled', fields: ['missing'] }], effects: [],
    },
    supplement: {
      from: ['wanting'], to: 'preparing', by: ['applicant', 'helper'], label: 'text.practices.formality.do.supplement', primary: true,
      asks: ['papers'], needs: [], effects: [],
    },
    handOver: {
      from: ['preparing'], to: 'atWindow', by: ['helper', 'village'], label: 'text.practices.formality.do.handOver', primary: true,
      asks: [], needs: [{ need: 'unit' }], effects: [{ do: 'assign-unit' }],
    },
    giveBack: {
      from: ['atWindow'], to: 'preparing', by: ['window'], label: 'text.practices.formality.do.giveBack', primary: false,
      asks: [], needs: [{ need: 'reason' }], effects: [{ do: 'count', what: 'bounce' }, { do: 'release-unit' }],
    },
    grant: {
      from: ['atWindow'], to: 'decided', by: ['window'], label: 'text.practices.formality.do.grant', primary: true,
      asks: ['result', 'resultPaper'], needs: [{ need: 'filled', fields: ['result'] }], effects: [],
    },
    refuse: {
      from: ['atWindow'], to: 'refused', by: ['window'], label: 'text.practices.formality.do.refuse', primary: false,
      asks: ['refusalGround'], needs: [{ need: 'filled', fields: ['refusalGround'] }, { need: 'public-note' }], effects: [],
    },
    deliver: {
      from: ['decided'], to: 'delivered', by: ['helper', 'village'], label: 'text.practices.formality.do.deliver', primary: true,
      asks: [], needs: [], effects: [],
    },
    rate: {
      from: ['delivered'], to: 'delivered', by: ['applicant'], label: 'text.practices.formality.do.rate', primary: true,
      asks: ['rating'], needs: [{ need: 'filled', fields: ['rating'] }, { need: 'within', days: 30, of: 'closing' }], effects: [{ do: 'satisfied', answer: { rated: 'rating', atLeast: 3 } }],
    },
    withdraw: {
      from: ['applied', 'preparing', 'wanting', 'atWindow'], to: 'withdrawn', by: ['applicant', 'helper'], label: 'text.practices.formality.do.withdraw', primary: false,
      asks: [], needs: [], effects: [],
    },
    lapse: {
      from: ['wanting'], to: 'lapsed', by: ['system'], label: 'text.practices.formality.do.lapse', primary: false,
      asks: [], needs: [], effects: [],
    },
  },
  allows: {
    comment: ['helper', 'village', 'window'],
    assign: ['helper', 'window'],
    level: [],
    classify: [],
    whistle: 'none',
    merge: [],
    link: [],
    pause: { ask: ['window'], grant: ['town'] },
    extend: { ask: ['window'], grant: ['town'], times: 1 },
    supervise: ['town'],
    ask: ['helper', 'window'],
    seal: [],
  },
})
