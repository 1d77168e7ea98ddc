import type { DutyDeclaration, IndicatorDeclaration, ProcessDeclaration } from '@xiangzhi/language'
import { duties as generalDuties } from './duties/index.ts'
import { disclosureQuestion } from './disclosure-question/index.ts'
import { disclosureReview } from './disclosure-review/index.ts'
import { formality } from './formality/index.ts'
import { gridEvent } from './grid-event/index.ts'
import { gridEventIndicators } from './indicators/index.ts'
import { mediation } from './mediation/index.ts'
import { whistle } from './whistle/index.ts'

/** Every process that the product knows, each version that any case may still be running under. */
export const processes: readonly ProcessDeclaration[] = [
  gridEvent,
  whistle,
  mediation,
  formality,
  disclosureReview,
  disclosureQuestion,
]

/** Every measure that the product counts. */
export const indicators: readonly IndicatorDeclaration[] = [...gridEventIndicators]

export { disclosureCatalogues, modelDocuments, nationalCoverage } from './disclosure/index.ts'

/** Every duty that a county can take up by naming it in its pack. */
export const duties: readonly DutyDeclaration[] = [...generalDuties]
