import type { Parameter } from '@xiangzhi/language'

/** What a county sets of grid events in its pack. */
export const parameters = {
  acceptWithin: { kind: 'limit', label: 'text.admin.parameter.acceptWithin' },
  acceptUrgentWithin: { kind: 'limit', label: 'text.admin.parameter.acceptUrgentWithin' },
  dispatchWithin: { kind: 'limit', label: 'text.admin.parameter.dispatchWithin' },
  verifyWithin: { kind: 'limit', label: 'text.admin.parameter.verifyWithin' },
  feedbackWithin: { kind: 'limit', label: 'text.admin.parameter.feedbackWithin' },
  whistleAnswerWithin: { kind: 'limit', label: 'text.admin.parameter.whistleAnswerWithin' },
  reopenWithin: { kind: 'limit', label: 'text.admin.parameter.reopenWithin' },
  similarRadiusMetres: { kind: 'number', label: 'text.admin.parameter.similarRadiusMetres', min: 1, max: 20_000 },
  photosMax: { kind: 'number', label: 'text.admin.parameter.photosMax', min: 0, max: 20 },
} as const satisfies Readonly<Record<string, Parameter>>
