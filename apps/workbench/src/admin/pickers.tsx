import { listOrganisations, listPersons, listPlaces } from '@xiangzhi/contract'
import { Select, type SelectProps } from 'antd'
import { useState } from 'react'
import { useRead } from '../api-client.ts'
import { byShortName } from '../short-names.ts'
import { type Speech, useText } from '../text.tsx'

interface PickerProps {
  readonly id?: string
  readonly value?: string | undefined
  readonly onChange?: (id: string | undefined) => void
  readonly label: string
  readonly disabled?: boolean
}

/** The rule of two pickers of which one is enough: this one is missing as long as the other is. */
export const eitherOf = (t: Speech['t'], other: unknown) => [
  { required: !other, message: t('text.relations.oneOfBoth') },
]

const search = (typed: (text: string) => void) => ({ filterOption: false as const, onSearch: typed })

interface Choice {
  readonly value: string
  readonly label: string
}

interface Offered {
  readonly placeholder: string
  readonly isLoading: boolean
  readonly search: SelectProps<string | null, Choice>['showSearch'] & object
  readonly options: Choice[]
}

function Picker({ offered, ...props }: PickerProps & { readonly offered: Offered }) {
  return (
    <Select
      {...(props.id ? { id: props.id } : {})}
      aria-label={props.label}
      allowClear
      showSearch={offered.search}
      placeholder={offered.placeholder}
      loading={offered.isLoading}
      disabled={props.disabled ?? false}
      value={props.value ?? null}
      onChange={(value: string | null) => props.onChange?.(value ?? undefined)}
      style={{ width: '100%' }}
      options={offered.options}
    />
  )
}

/** Finds a place by its name or code. */
export function PlacePicker({
  kind,
  ...props
}: PickerProps & { readonly kind?: 'county' | 'town' | 'village' | 'grid' }) {
  const { t } = useText()
  const [q, setQ] = useState('')
  const found = useRead(listPlaces, { limit: 50, ...(q ? { q } : {}), ...(kind ? { kind } : {}) }, { keep: true })
  return (
    <Picker
      {...props}
      offered={{
        placeholder: t('text.admin.pick.place'),
        isLoading: found.isFetching,
        search: search(setQ),
        options: (found.data?.rows ?? []).map((place) => ({ value: place.id, label: `${place.name} · ${place.code}` })),
      }}
    />
  )
}

/** Finds a person by the beginning of the name. */
export function PersonPicker(props: PickerProps) {
  const { t } = useText()
  const [q, setQ] = useState('')
  const found = useRead(listPersons, { limit: 50, ...(q ? { q } : { staff: 'true' as const }) }, { keep: true })
  return (
    <Picker
      {...props}
      offered={{
        placeholder: t('text.admin.pick.person'),
        isLoading: found.isFetching,
        search: search(setQ),
        options: (found.data?.rows ?? []).map((person) => ({
          value: person.id,
          label: [person.name, person.placeName, person.phoneMasked].filter(Boolean).join(' · '),
        })),
      }}
    />
  )
}

/** Finds an organisation by part of its name. With `byKey` the value is its key, as routing tables name it. */
export function OrganisationPicker({ byKey = false, ...props }: PickerProps & { readonly byKey?: boolean }) {
  const { t, language } = useText()
  const all = useRead(listOrganisations, {}, { staleTime: 60_000 })
  return (
    <Picker
      {...props}
      // Before the names are there, nothing is shown rather than a key.
      {...(all.data ? {} : { value: undefined })}
      offered={{
        placeholder: t('text.admin.pick.organisation'),
        isLoading: all.isFetching,
        search: byShortName('label'),
        options: (all.data?.rows ?? []).map((one) => ({
          value: byKey ? one.key : one.id,
          label: language === 'en' ? one.nameEn : one.name,
        })),
      }}
    />
  )
}

/** Several places by their codes, as routing tables name them. */
export function PlaceCodesPicker({
  label,
  value,
  change,
}: {
  label: string
  value: readonly string[]
  change: (codes: string[]) => void
}) {
  const { t } = useText()
  const [q, setQ] = useState('')
  const found = useRead(listPlaces, { limit: 50, ...(q ? { q } : { kind: 'town' as const }) }, { keep: true })
  return (
    <Select
      mode="multiple"
      aria-label={label}
      showSearch={search(setQ)}
      placeholder={t('text.admin.pick.place')}
      value={[...value]}
      onChange={(codes: string[]) => change(codes)}
      style={{ width: '100%' }}
      options={(found.data?.rows ?? []).map((place) => ({ value: place.code, label: `${place.name} · ${place.code}` }))}
    />
  )
}
