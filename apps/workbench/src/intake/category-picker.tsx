import { isIconName } from '@xiangzhi/design'
import { Select } from 'antd'
import { Icon } from '../icon.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'

/** Chooses a category by class and by search over code and name. */
export function CategoryPicker({
  process,
  id,
  value,
  onChange,
}: {
  process?: string
  id?: string
  value?: string
  onChange?: (value: string) => void
}) {
  const { t, named } = useText()
  const county = useCounty()
  const categories = county.categories.filter((category) => process === undefined || category.process === process)
  // A flat list: groups inside antd's list are announced wrongly to screen readers, and search finds by class name as well.
  const order = new Map(county.classes.map((group, index) => [group.code, index] as const))
  const options = categories
    .toSorted((left, right) => (order.get(left.classCode ?? '') ?? 999) - (order.get(right.classCode ?? '') ?? 999))
    .map((category) => {
      const group = county.classes.find((each) => each.code === category.classCode)
      return {
        value: category.code,
        search: `${category.code} ${category.name.zh} ${category.name.en} ${group?.name.zh ?? ''} ${group?.name.en ?? ''}`,
        label: (
          <>
            <Icon name={isIconName(category.icon) ? category.icon : 'other'} size={15} /> {named(category.name)}
            {group ? <span className="xz-soft xz-small">　{named(group.name)}</span> : null}
          </>
        ),
      }
    })
  return (
    <Select
      {...(id ? { id } : {})}
      showSearch={{ optionFilterProp: 'search' }}
      placeholder={t('text.workbench.intake.categoryHint')}
      value={(value ?? null) as never}
      onChange={onChange as never}
      listHeight={360}
      options={options}
    />
  )
}
