import { Button, DatePicker, Grid, Input, type InputRef, Select, Switch } from 'antd'
import dayjs from 'dayjs'
import { type ReactElement, type Ref, useId, useState } from 'react'
import { useText } from './text.tsx'
import type { UrlState } from './url-state.ts'

interface FilterBase {
  /** The name of the query parameter. */
  readonly name: string
  readonly label: string
  /** Shown only after “more filters”, or while it holds a value. */
  readonly rare?: boolean
}
/** One field of the form above a table. Its value lives in the address. */
export type QueryFilter =
  | (FilterBase & { readonly kind: 'text'; readonly placeholder?: string })
  | (FilterBase & {
      readonly kind: 'choice'
      readonly options: readonly { value: string; label: string }[]
      readonly many?: boolean
      readonly clears?: readonly string[]
    })
  | (FilterBase & { readonly kind: 'flag' })
  | (FilterBase & { readonly kind: 'dates'; readonly until: string })
  | (FilterBase & { readonly kind: 'date' })

type Change = (patch: Record<string, string | undefined>) => void

function TextFilter({
  filter,
  value,
  change,
  inputRef,
  id,
}: {
  filter: Extract<QueryFilter, { kind: 'text' }>
  value: string
  change: Change
  inputRef?: Ref<InputRef> | undefined
  id: string
}) {
  const [typed, setTyped] = useState(value)
  const [shown, setShown] = useState(value)
  if (shown !== value) {
    // The address changed by itself: a saved view, going back, clearing all.
    setShown(value)
    setTyped(value)
  }
  const commit = (): void => {
    if (typed.trim() !== value) change({ [filter.name]: typed.trim() || undefined })
  }
  return (
    <Input
      id={id}
      ref={inputRef ?? null}
      allowClear
      value={typed}
      placeholder={filter.placeholder ?? ''}
      onChange={(event) => {
        setTyped(event.target.value)
        if (event.target.value === '') change({ [filter.name]: undefined })
      }}
      onPressEnter={commit}
      onBlur={commit}
    />
  )
}

function FilterField({
  filter,
  state,
  change,
  inputRef,
}: {
  filter: QueryFilter
  state: UrlState
  change: Change
  inputRef?: Ref<InputRef> | undefined
}) {
  const { t } = useText()
  const id = useId()
  const value = state[filter.name] ?? ''
  const field = ((): ReactElement => {
    switch (filter.kind) {
      case 'text':
        return <TextFilter filter={filter} value={value} change={change} inputRef={inputRef} id={id} />
      case 'choice': {
        const clear = Object.fromEntries((filter.clears ?? []).map((name) => [name, undefined]))
        const common = {
          id,
          allowClear: true,
          placeholder: t('text.workbench.filter.any'),
          options: [...filter.options],
          showSearch: { optionFilterProp: 'label' },
          style: { width: '100%' },
        }
        return filter.many ? (
          <Select
            {...common}
            mode="multiple"
            maxTagCount="responsive"
            value={value === '' ? [] : value.split(',')}
            onChange={(chosen: string[]) => change({ [filter.name]: chosen.join(',') || undefined, ...clear })}
          />
        ) : (
          <Select
            {...common}
            value={value === '' ? null : value}
            onChange={(chosen: string | null) => change({ [filter.name]: chosen ?? undefined, ...clear })}
          />
        )
      }
      case 'flag':
        return (
          <Switch
            id={id}
            checked={value === 'true'}
            onChange={(on) => change({ [filter.name]: on ? 'true' : undefined })}
          />
        )
      case 'date':
        return (
          <DatePicker
            id={id}
            style={{ width: '100%' }}
            value={value ? dayjs(value) : null}
            onChange={(day) => change({ [filter.name]: day ? day.format('YYYY-MM-DD') : undefined })}
          />
        )
      case 'dates':
      default:
        return (
          <DatePicker.RangePicker
            id={{ start: id, end: `${id}-until` }}
            style={{ width: '100%' }}
            allowEmpty={[true, true]}
            value={[value ? dayjs(value) : null, state[filter.until] ? dayjs(state[filter.until]) : null]}
            onChange={(days) =>
              change({
                [filter.name]: days?.[0]?.format('YYYY-MM-DD'),
                [filter.until]: days?.[1]?.format('YYYY-MM-DD'),
              })
            }
          />
        )
    }
  })()
  return (
    <div className={`xz-filter xz-filter-${filter.kind}`}>
      <label htmlFor={id}>{filter.label}</label>
      {field}
    </div>
  )
}

/** The form above a table: what it asks stands in the address at once, so that a list can be kept and sent on. */
export function QueryFilters({
  filters,
  state,
  change,
  searchRef,
}: {
  filters: readonly QueryFilter[]
  state: UrlState
  change: Change
  searchRef?: Ref<InputRef>
}) {
  const { t } = useText()
  const [all, setAll] = useState(false)
  const isSet = (filter: QueryFilter): boolean =>
    Boolean(state[filter.name] ?? (filter.kind === 'dates' ? state[filter.until] : undefined))
  // On a narrow screen the form would push the list out of sight; one field stands for it until more are wanted.
  const narrow = Grid.useBreakpoint().md === false
  const isRare = (filter: QueryFilter): boolean => filter.rare === true || (narrow && filter !== filters[0])
  const shown = filters.filter((filter) => all || !isRare(filter) || isSet(filter))
  const firstText = filters.find((filter) => filter.kind === 'text')
  const names = filters.flatMap((filter) => (filter.kind === 'dates' ? [filter.name, filter.until] : [filter.name]))
  return (
    <search>
      <form className="xz-filters" onSubmit={(event) => event.preventDefault()}>
        {shown.map((filter) => (
          <FilterField
            key={filter.name}
            filter={filter}
            state={state}
            change={change}
            inputRef={filter === firstText ? searchRef : undefined}
          />
        ))}
        <div className="xz-filter-buttons">
          {filters.some(isRare) ? (
            <Button type="link" onClick={() => setAll(!all)} aria-expanded={all}>
              {t(all ? 'text.workbench.filter.fewer' : 'text.workbench.filter.more')}
            </Button>
          ) : null}
          {filters.some(isSet) ? (
            <Button type="link" onClick={() => change(Object.fromEntries(names.map((name) => [name, undefined])))}>
              {t('text.workbench.filter.clear')}
            </Button>
          ) : null}
        </div>
      </form>
    </search>
  )
}
