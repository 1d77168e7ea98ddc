import { expect, test } from 'vitest'
import { holidayInEnglish, readHolidayNotice } from './holiday-notice.ts'

const notice2026 = `一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。`

test('a notice in the words of the State Council gives days off and make-up workdays', () => {
  const read = readHolidayNotice(2026, notice2026)
  expect(read.holidays).toHaveLength(3 + 9 + 3 + 5 + 3 + 3 + 7)
  expect(read.holidays[3]).toEqual({ on: '2026-02-15', name: '春节' })
  expect(read.workdays).toEqual(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'])
  expect(read.unread).toEqual([])
})

test('days of the year before belong to its own calendar', () => {
  const read = readHolidayNotice(2023, '一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。')
  expect(read.holidays.map(({ on }) => on)).toEqual(['2023-01-01', '2023-01-02'])
})

test('a date that does not exist is told, not guessed', () => {
  const read = readHolidayNotice(2026, '一、元旦：2月30日放假。')
  expect(read.holidays).toEqual([])
  expect(read.unread).toEqual(['2月30日放假'])
})

test('every statutory holiday has its English name', () => {
  expect(['元旦', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节'].map(holidayInEnglish)).not.toContain(
    'Holiday',
  )
  expect(holidayInEnglish('国庆节、中秋节')).toBe('National Day and Mid-Autumn Festival')
})
