import { sayPeriod as sayPeriodIn } from '@xiangzhi/language'
import type { Speech } from './text.tsx'

/** What a period is called: 2026年10月, third quarter of 2026, 长期公开. */
export const sayPeriod = ({ language }: Pick<Speech, 'language'>, key: string): string => sayPeriodIn(language, key)
