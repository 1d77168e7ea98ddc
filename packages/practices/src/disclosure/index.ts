import type { DisclosureCatalogue } from '@xiangzhi/language'
import { huangshengDisclosure } from './huangsheng.ts'
import { nationalDisclosure } from './national.ts'
import { promptDisclosure } from './prompt.ts'
import { yanliangDisclosure } from './yanliang.ts'

export { nationalCoverage } from './coverage.ts'
export { modelDocuments } from './model-documents.ts'

/** Every catalogue a county pack may name; a county usually names one, or a quarterly one together with `prompt`. */
export const disclosureCatalogues: readonly DisclosureCatalogue[] = [
  nationalDisclosure,
  yanliangDisclosure,
  huangshengDisclosure,
  promptDisclosure,
]
