import { defineProcess, law, type Limit } from '@xiangzhi/language'
import { fields } from './fields.ts'
import { parameters } from './parameters.ts'

/** How long a reporter may contest a closing, or confirm it. */
const reopenWithin: Limit = { limitOf: 'county', parameter: 'grid-event.reopenWithin', otherwise: { days: 15 } }

/** Nobody overrules the reporter about what they did or refused themselves. */
const notByWhoDidIt = ['handle', 'solve', 'reject'].map((action) => ({ need: 'other-person-than', action }) as const)

/**
 * A grid event 网格事件: report → accept → file → dispatch → handle → verify → close → feedback, with solving in the grid as
 * the short way. The steps and their names follow GB/T 30428.8 (立案、处置、结案) and GB/T 34300 (grid service management).
 */
export const gridEvent = defineProcess({
  key: 'grid-event',
  version: 1,
  title: 'text.practices.gridEvent.title',
  note: 'text.practices.gridEvent.note',
  basis: [law('GB/T 34300-2017', '网格化服务管理规范'), law('GB/T 30428.8-2020', '立案、处置和结案')],
  runs: ['P028', 'P032', 'P057', 'P067', 'P068', 'P071', 'P076', 'P082'],
  roles: {
    keeper: {
      label: 'text.practices.gridEvent.role.keeper',
      of: 'level',
      held: {
        grid: ['grid-worker'],
        village: ['village-clerk'],
        town: ['dispatcher-town'],
        county: ['dispatcher-county', 'intake-clerk'],
      },
    },
    patroller: { label: 'text.practices.gridEvent.role.patroller', of: 'grid', held: ['grid-worker', 'grid-helper'] },
    handler: { label: 'text.practices.gridEvent.role.handler', of: 'assigned', held: ['department-handler'] },
    verifier: {
      label: 'text.practices.gridEvent.role.verifier',
      of: 'grid',
      held: ['grid-worker'],
      standIns: ['village', 'town', 'county'],
    },
    intake: { label: 'text.practices.gridEvent.role.intake', of: 'county', held: ['intake-clerk'] },
    village: { label: 'text.practices.gridEvent.role.village', of: 'village', held: ['village-clerk'] },
    town: { label: 'text.practices.gridEvent.role.town', of: 'town', held: ['dispatcher-town'] },
    county: { label: 'text.practices.gridEvent.role.county', of: 'county', held: ['dispatcher-county'] },
    supervisor: { label: 'text.practices.gridEvent.role.supervisor', of: 'county', held: ['supervisor', 'leader'] },
    reporter: { label: 'text.practices.gridEvent.role.reporter', of: 'reporter' },
  },
  fields,
  opening: {
    asks: ['photos', 'sorting'],
    by: ['patroller', 'village', 'town', 'county', 'intake'],
    fromPortal: true,
    fromSystems: true,
  },
  portal: {
    pages: ['notice', 'where', 'what', 'details', 'photos', 'similar', 'contact'],
    what: {
      question: 'text.portal.what.question.report',
      hint: 'text.portal.what.hint.report',
      label: 'text.portal.check.what.report',
    },
    files: { field: 'photos', papers: false },
    contact: { privacy: 'text.portal.contact.privacy.report', name: true },
    note: 'text.portal.check.note.report',
  },
  confidentiality: 'open',
  readers: [
    'intake-clerk',
    'dispatcher-county',
    'dispatcher-town',
    'village-clerk',
    'grid-worker',
    'grid-helper',
    'department-handler',
    'supervisor',
    'leader',
  ],
  states: {
    reported: {
      kind: 'open',
      label: 'text.practices.gridEvent.state.reported',
      public: 'received',
      owner: 'keeper',
      due: [
        {
          key: 'accept',
          within: {
            limitOf: 'county',
            parameter: 'grid-event.acceptWithin',
            whenUrgent: 'grid-event.acceptUrgentWithin',
            otherwise: { workingHours: 2 },
          },
          warnAtPercent: 50,
          again: 'restart',
          then: [
            { after: { workingHours: 1 }, do: { kind: 'warn', message: 'text.practices.gridEvent.warn.accept' } },
            { after: { workingHours: 4 }, do: { kind: 'raise' } },
            { after: { workingDays: 1 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    accepted: {
      kind: 'open',
      label: 'text.practices.gridEvent.state.accepted',
      public: 'in-hand',
      owner: 'keeper',
      due: [
        {
          key: 'file',
          within: { workingHours: 4 },
          warnAtPercent: 75,
          again: 'continue',
          then: [
            { after: { workingHours: 1 }, do: { kind: 'warn', message: 'text.practices.gridEvent.warn.file' } },
            { after: { workingDays: 1 }, do: { kind: 'raise' } },
            { after: { workingDays: 2 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    filed: {
      kind: 'open',
      label: 'text.practices.gridEvent.state.filed',
      public: 'in-hand',
      owner: 'keeper',
      due: [
        {
          key: 'dispatch',
          within: { limitOf: 'county', parameter: 'grid-event.dispatchWithin', otherwise: { workingHours: 4 } },
          warnAtPercent: 75,
          again: 'restart',
          then: [
            { after: { workingHours: 2 }, do: { kind: 'warn', message: 'text.practices.gridEvent.warn.dispatch' } },
            { after: { workingDays: 1 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    dispatched: {
      kind: 'open',
      label: 'text.practices.gridEvent.state.dispatched',
      public: 'in-hand',
      owner: 'handler',
      due: [
        {
          key: 'handle',
          within: { limitOf: 'category', otherwise: { workingDays: 5 } },
          warnAtPercent: 80,
          again: 'continue',
          then: [
            { after: { workingHours: 1 }, do: { kind: 'warn', message: 'text.practices.gridEvent.warn.handle' } },
            { after: { workingDays: 1 }, do: { kind: 'supervise' } },
            { after: { workingDays: 3 }, do: { kind: 'raise' } },
          ],
        },
      ],
    },
    handled: {
      kind: 'open',
      label: 'text.practices.gridEvent.state.handled',
      public: 'in-hand',
      owner: 'verifier',
      due: [
        {
          key: 'verify',
          within: { limitOf: 'county', parameter: 'grid-event.verifyWithin', otherwise: { workingDays: 2 } },
          warnAtPercent: 75,
          again: 'restart',
          then: [
            { after: { workingHours: 4 }, do: { kind: 'warn', message: 'text.practices.gridEvent.warn.verify' } },
            { after: { workingDays: 2 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    verified: {
      kind: 'open',
      label: 'text.practices.gridEvent.state.verified',
      public: 'in-hand',
      owner: 'keeper',
      due: [
        {
          key: 'close',
          within: { limitOf: 'county', parameter: 'grid-event.feedbackWithin', otherwise: { workingDays: 1 } },
          warnAtPercent: 75,
          again: 'restart',
          then: [
            { after: { workingHours: 4 }, do: { kind: 'warn', message: 'text.practices.gridEvent.warn.close' } },
            { after: { workingDays: 2 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    contested: {
      kind: 'open',
      label: 'text.practices.gridEvent.state.contested',
      public: 'in-hand',
      owner: 'keeper',
      due: [
        {
          key: 'review',
          within: { workingDays: 1 },
          warnAtPercent: 50,
          again: 'restart',
          then: [
            { after: { workingHours: 4 }, do: { kind: 'warn', message: 'text.practices.gridEvent.warn.review' } },
            { after: { workingDays: 1 }, do: { kind: 'transition', transition: 'reopen' } },
          ],
        },
      ],
    },
    closed: { kind: 'closed', label: 'text.practices.gridEvent.state.closed', public: 'done', outcome: 'done' },
    rejected: {
      kind: 'closed',
      label: 'text.practices.gridEvent.state.rejected',
      public: 'not-done',
      outcome: 'rejected',
    },
    merged: { kind: 'closed', label: 'text.practices.gridEvent.state.merged', public: 'done', outcome: 'merged' },
  },
  start: 'reported',
  transitions: {
    accept: {
      from: ['reported'],
      to: 'accepted',
      by: ['keeper'],
      label: 'text.practices.gridEvent.do.accept',
      primary: true,
      asks: ['sorting'],
      effects: [{ do: 'take' }],
    },
    solve: {
      from: ['reported', 'accepted'],
      to: 'closed',
      by: ['keeper'],
      label: 'text.practices.gridEvent.do.solve',
      asks: ['measure', 'afterPhotos'],
      needs: [
        { need: 'level', at: ['grid', 'village'] },
        { need: 'filled', fields: ['measure'] },
        { need: 'public-note' },
        { need: 'children-closed' },
      ],
      effects: [{ do: 'publish-note' }],
    },
    file: {
      from: ['accepted'],
      to: 'filed',
      by: ['keeper'],
      label: 'text.practices.gridEvent.do.file',
      primary: true,
    },
    dispatch: {
      from: ['filed'],
      to: 'dispatched',
      by: ['keeper'],
      label: 'text.practices.gridEvent.do.dispatch',
      primary: true,
      needs: [{ need: 'unit' }],
      effects: [{ do: 'assign-unit' }],
    },
    sendBack: {
      from: ['dispatched'],
      to: 'filed',
      by: ['handler'],
      label: 'text.practices.gridEvent.do.sendBack',
      needs: [{ need: 'reason' }],
      effects: [
        { do: 'count', what: 'bounce' },
        { do: 'release-unit' },
        { do: 'raise-when-bounced', times: 3, to: 'county' },
      ],
    },
    recall: {
      from: ['dispatched'],
      to: 'filed',
      by: ['keeper'],
      label: 'text.practices.gridEvent.do.recall',
      needs: [{ need: 'reason' }],
      effects: [{ do: 'release-unit' }],
    },
    handle: {
      from: ['dispatched'],
      to: 'handled',
      by: ['handler'],
      label: 'text.practices.gridEvent.do.handle',
      primary: true,
      asks: ['measure', 'afterPhotos'],
      needs: [{ need: 'filled', fields: ['measure'] }, { need: 'children-closed' }],
    },
    pass: {
      from: ['handled'],
      to: 'verified',
      by: ['verifier', 'keeper'],
      label: 'text.practices.gridEvent.do.pass',
      primary: true,
      asks: ['afterPhotos'],
      needs: [{ need: 'other-person-than', action: 'handle' }],
    },
    fail: {
      from: ['handled'],
      to: 'dispatched',
      by: ['verifier', 'keeper'],
      label: 'text.practices.gridEvent.do.fail',
      needs: [{ need: 'reason' }],
      effects: [{ do: 'count', what: 'rework' }],
    },
    close: {
      from: ['verified'],
      to: 'closed',
      by: ['keeper'],
      label: 'text.practices.gridEvent.do.close',
      primary: true,
      needs: [{ need: 'public-note' }, { need: 'children-closed' }],
      effects: [{ do: 'publish-note' }],
    },
    reject: {
      from: ['reported', 'accepted', 'filed'],
      to: 'rejected',
      by: ['keeper'],
      label: 'text.practices.gridEvent.do.reject',
      asks: ['rejectBecause'],
      needs: [{ need: 'filled', fields: ['rejectBecause'] }, { need: 'public-note' }, { need: 'children-closed' }],
      effects: [{ do: 'publish-note' }],
    },
    confirm: {
      from: ['closed'],
      to: 'closed',
      by: ['reporter'],
      label: 'text.practices.gridEvent.do.confirm',
      primary: true,
      needs: [
        {
          need: 'within',
          limit: reopenWithin,
          of: 'closing',
        },
      ],
      effects: [{ do: 'satisfied', answer: true }],
    },
    contest: {
      from: ['closed', 'rejected'],
      to: 'contested',
      by: ['reporter', 'intake'],
      label: 'text.practices.gridEvent.do.contest',
      asks: ['stillWrong'],
      needs: [
        { need: 'filled', fields: ['stillWrong'] },
        {
          need: 'within',
          limit: reopenWithin,
          of: 'closing',
        },
      ],
      effects: [{ do: 'satisfied', answer: false }],
    },
    reopen: {
      from: ['contested'],
      to: 'accepted',
      by: ['keeper', 'system'],
      label: 'text.practices.gridEvent.do.reopen',
      primary: true,
      effects: [{ do: 'count', what: 'reopen' }, { do: 'release-unit' }, { do: 'raise-when-reopened', times: 2 }],
    },
    uphold: {
      from: ['contested'],
      to: 'closed',
      by: ['keeper'],
      label: 'text.practices.gridEvent.do.uphold',
      needs: [...notByWhoDidIt, { need: 'reason' }, { need: 'public-note' }, { need: 'children-closed' }],
      effects: [{ do: 'publish-note' }],
    },
    absorb: {
      from: ['reported', 'accepted', 'filed', 'dispatched', 'handled', 'verified', 'contested'],
      to: 'merged',
      by: ['system'],
      label: 'text.practices.gridEvent.do.absorb',
    },
  },
  allows: {
    comment: ['keeper', 'handler', 'verifier', 'intake', 'supervisor'],
    assign: ['keeper', 'handler'],
    level: ['keeper'],
    classify: ['keeper', 'intake'],
    whistle: { by: ['keeper', 'town', 'county'], process: 'whistle' },
    merge: ['keeper', 'intake'],
    link: ['keeper', 'intake', 'handler'],
    pause: { ask: ['handler', 'keeper'], grant: ['keeper', 'supervisor'] },
    extend: { ask: ['handler', 'keeper'], grant: ['keeper', 'supervisor'], times: 1 },
    supervise: ['supervisor'],
    ask: ['keeper', 'handler', 'intake'],
    seal: ['intake', 'county'],
  },
  takenUpBy: 'practices',
  dispatchFrom: 'filed',
  parameters,
})
