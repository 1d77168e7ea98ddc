import type { IndicatorDeclaration, ProcessDeclaration } from '@xiangzhi/language'
import { formality } from './formality/index.ts'
import { gridEvent } from './grid-event/index.ts'
import { gridEventIndicators } from './indicators/index.ts'
import { mediation } from './mediation/index.ts'
import { whistle } from './whistle/index.ts'

/** Every process that the product knows, each version that any case may still be running under. */
export const processes: readonly ProcessDeclaration[] = [gridEvent, whistle, mediation, formality]

/** Every measure that the product counts. */
export const indicators: readonly IndicatorDeclaration[] = [...gridEventIndicators]
