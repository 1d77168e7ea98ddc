import { defineProcess, law } from '@xiangzhi/language'

/**
 * Whistling for a department 吹哨: a child case with its own clock. The department arrives, does its part or says in writing
 * why the matter is not its own; the parent cannot close before.
 */
export const whistle = defineProcess({
  key: 'whistle',
  version: 1,
  title: 'text.practices.whistle.title',
  note: 'text.practices.whistle.note',
  basis: [law('中央办公厅 国务院办公厅《关于加强基层治理体系和治理能力现代化建设的意见》', '2')],
  runs: ['P068', 'P071'],
  roles: {
    department: { label: 'text.practices.whistle.role.department', of: 'assigned', held: ['department-handler'] },
    caller: {
      label: 'text.practices.whistle.role.caller',
      of: 'level',
      held: {
        grid: ['grid-worker'],
        village: ['village-clerk'],
        town: ['dispatcher-town'],
        county: ['dispatcher-county', 'intake-clerk'],
      },
    },
    town: { label: 'text.practices.gridEvent.role.town', of: 'town', held: ['dispatcher-town'] },
    county: { label: 'text.practices.gridEvent.role.county', of: 'county', held: ['dispatcher-county'] },
    supervisor: { label: 'text.practices.gridEvent.role.supervisor', of: 'county', held: ['supervisor', 'leader'] },
  },
  fields: {
    wanted: { kind: 'long-text', maxLength: 2000, label: 'text.practices.whistle.field.wanted', audience: 'staff' },
    arrivedAt: { kind: 'text', maxLength: 100, label: 'text.practices.whistle.field.arrivedAt', audience: 'staff' },
    measure: { kind: 'long-text', maxLength: 2000, label: 'text.practices.gridEvent.field.measure', audience: 'staff' },
    afterPhotos: { kind: 'files', maxCount: 5, label: 'text.practices.gridEvent.field.afterPhotos', audience: 'staff' },
  },
  opening: { asks: ['wanted'], requires: ['wanted'], by: ['caller', 'town', 'county'], fromPortal: false },
  confidentiality: 'open',
  readers: [
    'intake-clerk',
    'dispatcher-county',
    'dispatcher-town',
    'village-clerk',
    'grid-worker',
    'department-handler',
    'supervisor',
    'leader',
  ],
  states: {
    called: {
      kind: 'open',
      label: 'text.practices.whistle.state.called',
      public: 'received',
      owner: 'department',
      due: [
        {
          key: 'arrive',
          within: { limitOf: 'county', parameter: 'grid-event.whistleAnswerWithin', otherwise: { workingHours: 4 } },
          warnAtPercent: 50,
          again: 'restart',
          then: [
            { after: { workingHours: 1 }, do: { kind: 'warn', message: 'text.practices.whistle.warn.arrive' } },
            { after: { workingHours: 4 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    arrived: {
      kind: 'open',
      label: 'text.practices.whistle.state.arrived',
      public: 'in-hand',
      owner: 'department',
      due: [
        {
          key: 'finish',
          within: { limitOf: 'category', otherwise: { workingDays: 3 } },
          warnAtPercent: 80,
          again: 'continue',
          then: [
            { after: { workingHours: 2 }, do: { kind: 'warn', message: 'text.practices.whistle.warn.finish' } },
            { after: { workingDays: 1 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    refused: {
      kind: 'open',
      label: 'text.practices.whistle.state.refused',
      public: 'in-hand',
      owner: 'caller',
      due: [
        {
          key: 'decide',
          within: { workingDays: 1 },
          warnAtPercent: 50,
          again: 'restart',
          then: [{ after: { workingDays: 1 }, do: { kind: 'supervise' } }],
        },
      ],
    },
    finished: { kind: 'closed', label: 'text.practices.whistle.state.finished', public: 'done', outcome: 'done' },
    withdrawn: {
      kind: 'closed',
      label: 'text.practices.whistle.state.withdrawn',
      public: 'not-done',
      outcome: 'withdrawn',
    },
  },
  start: 'called',
  transitions: {
    arrive: {
      from: ['called'],
      to: 'arrived',
      by: ['department'],
      label: 'text.practices.whistle.do.arrive',
      primary: true,
      asks: ['arrivedAt'],
      effects: [{ do: 'take' }],
    },
    finish: {
      from: ['called', 'arrived'],
      to: 'finished',
      by: ['department'],
      label: 'text.practices.whistle.do.finish',
      asks: ['measure', 'afterPhotos'],
      needs: [{ need: 'filled', fields: ['measure'] }],
    },
    refuse: {
      from: ['called', 'arrived'],
      to: 'refused',
      by: ['department'],
      label: 'text.practices.whistle.do.refuse',
      needs: [{ need: 'reason' }],
      effects: [
        { do: 'count', what: 'bounce' },
        { do: 'raise-when-bounced', times: 3, to: 'county' },
        { do: 'bounce-parent', times: 3, to: 'county' },
      ],
    },
    insist: {
      from: ['refused'],
      to: 'called',
      by: ['caller'],
      label: 'text.practices.whistle.do.insist',
      primary: true,
      needs: [{ need: 'reason' }],
    },
    withdraw: {
      from: ['called', 'arrived', 'refused'],
      to: 'withdrawn',
      by: ['caller'],
      label: 'text.practices.whistle.do.withdraw',
      needs: [{ need: 'reason' }],
    },
    lapse: {
      from: ['called', 'arrived', 'refused'],
      to: 'withdrawn',
      by: ['system'],
      label: 'text.practices.whistle.do.lapse',
    },
  },
  allows: {
    comment: ['department', 'caller', 'supervisor'],
    assign: ['department'],
    pause: { ask: ['department'], grant: ['caller', 'supervisor'] },
    extend: { ask: ['department'], grant: ['caller', 'supervisor'], times: 1 },
    supervise: ['supervisor'],
  },
})
