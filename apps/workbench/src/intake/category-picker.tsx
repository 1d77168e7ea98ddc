import { isIconName } from '@xiangzhi/design'
import { Select } from 'antd'
import { Icon } from '../icon.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'

/** Chooses a category by class and by search over code and name. */
export function CategoryPicker({ process, id, value, onChange }: { process?: string; id?: string; value?: string; onChange?: (value: string) => void }) {
  const { t, named } = useText()
  const county = useCounty()
  const categories = county.categories.filter((category) => process === undefined || category.process === process)
  const groups = county.classes
    .map((group) => ({ group, inside: categories.filter((category) => category.parent === group.code) }))
    .filter(({ inside }) => inside.length > 0)
  const loose = categories.filter((category) => !county.classes.some((group) => group.code === category.parent))
  const option = (category: (typeof categories)[number]) => ({
    value: category.code,
    search: `${category.code} ${category.name.zh} ${category.name.en}`,
    label: <><Icon name={isIconName(category.icon) ? category.icon : 'other'} size={15} /> {named(category.name)} <span className="xz-soft xz-small">{category.code}</span></>,
  })
  return (
    <Select
      {...(id ? { id } : {})}
      showSearch={{ optionFilterProp: 'search' }}
      placeholder={t('text.workbench.intake.categoryHint')}
      value={(value ?? null) as never}
      onChange={onChange as never}
      listHeight={360}
      options={[
        ...groups.map(({ group, inside }) => ({ label: named(group.name), title: named(group.name), options: inside.map(option) })),
        ...loose.map(option),
      ]}
    />
  )
}
