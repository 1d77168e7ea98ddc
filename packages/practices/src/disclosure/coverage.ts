/**
 * How the counties' catalogues meet the law: for every item of the national base, the items that cover it. A county may be
 * more detailed and more frequent, never less (村民委员会组织法 art. 35).
 */
export const nationalCoverage: Readonly<
  Record<'yanliang' | 'huangsheng', Readonly<Record<string, readonly string[]>>>
> = {
  yanliang: {
    'n1-1': ['c05-03', 'c05-05'],
    'n1-2': ['c05-04', 'c07-04'],
    'n2-1': ['c15-01', 'c15-03', 'c15-04', 'c17-01', 'c17-03'],
    'n3-1': ['c06-06'],
    'n4-1': ['c05-06'],
    'n5-1': ['c13-01'],
    'n5-2': ['c14-03', 'c14-05', 'c14-01', 'c14-02'],
    'n5-3': ['c13-07'],
    'n5-4': ['c13-04', 'c16-05'],
    'n6-1': ['c05-01'],
    'n6-3': ['c05-02'],
    'n6-2': ['c12-03'],
    'n7-1': ['c12-02', 'c10-06'],
  },
  huangsheng: {
    'n1-1': ['m1-2', 'h2-1'],
    'n1-2': ['h2-2'],
    'n2-1': ['h2-4', 'h4-1', 'h4-4'],
    'n3-1': ['h2-3'],
    'n4-1': ['m1-2', 'h2-6'],
    'n5-1': ['m1-1', 'h3-1'],
    'n5-2': ['h5-1', 'h5-2', 'h6-1', 'h4-2'],
    'n5-3': ['m1-3'],
    'n5-4': ['m1-6'],
    'n6-1': ['m1-5'],
    'n6-3': ['m1-4'],
    'n6-2': ['m1-4'],
    'n7-1': ['h2-5', 'h2-6'],
  },
}
