import type { Field } from '@xiangzhi/language'

/** What is written down about a grid event, beside its description and place. */
export const fields = {
  photos: {
    kind: 'files',
    maxCount: 5,
    label: 'text.practices.gridEvent.field.photos',
    hint: 'text.practices.gridEvent.field.photosHint',
    audience: 'staff',
  },
  measure: {
    kind: 'long-text',
    maxLength: 2000,
    label: 'text.practices.gridEvent.field.measure',
    hint: 'text.practices.gridEvent.field.measureHint',
    audience: 'staff',
  },
  afterPhotos: { kind: 'files', maxCount: 5, label: 'text.practices.gridEvent.field.afterPhotos', audience: 'staff' },
  sorting: {
    kind: 'choice',
    label: 'text.practices.gridEvent.field.sorting',
    hint: 'text.practices.gridEvent.field.sortingHint',
    audience: 'staff',
    options: {
      own: 'text.practices.gridEvent.sorting.own',
      village: 'text.practices.gridEvent.sorting.village',
      government: 'text.practices.gridEvent.sorting.government',
    },
  },
  rejectBecause: {
    kind: 'choice',
    label: 'text.practices.gridEvent.field.rejectBecause',
    audience: 'public',
    options: {
      'not-ours': 'text.practices.gridEvent.reject.notOurs',
      'not-found': 'text.practices.gridEvent.reject.notFound',
      'no-means': 'text.practices.gridEvent.reject.noMeans',
      handed: 'text.practices.gridEvent.reject.handed',
      abuse: 'text.practices.gridEvent.reject.abuse',
    },
  },
  stillWrong: {
    kind: 'long-text',
    maxLength: 1000,
    label: 'text.practices.gridEvent.field.stillWrong',
    audience: 'staff',
  },
} as const satisfies Readonly<Record<string, Field>>
