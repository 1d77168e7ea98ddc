import { addPlace, changePlace, endPlace, type getPlace, setBoundary } from '@xiangzhi/contract'
import { Form, Input, Select, Switch } from 'antd'
import type { z } from 'zod'
import { useText } from '../text.tsx'
import { ActionForm } from './action-form.tsx'
import { BeginsItem, DayInput } from './day-input.tsx'
import { PlacePicker } from './pickers.tsx'
import { LineInput } from '../words-input.tsx'

type PlaceDetail = z.output<typeof getPlace.output>

interface NewPlaceValues {
  parentId: string
  kind: 'town' | 'village' | 'grid' | 'sub-grid' | 'household'
  code: string
  name: string
  nameEn?: string
  settled?: boolean
  validFrom: string
}

/** Adds a place below the one chosen in the tree, or below another. */
export function AddPlaceForm({
  open,
  close,
  parentId,
}: {
  open: boolean
  close: () => void
  parentId: string | undefined
}) {
  const { t } = useText()
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <ActionForm<typeof addPlace, NewPlaceValues>
      operation={addPlace}
      title={t('text.admin.place.add')}
      open={open}
      close={close}
      initial={{ kind: 'grid', ...(parentId ? { parentId } : {}) }}
      input={({ nameEn, settled, ...values }) => ({
        ...values,
        settled: settled ?? false,
        ...(nameEn ? { nameEn } : {}),
      })}
    >
      <Form.Item name="parentId" label={t('text.admin.place.parent')} rules={required}>
        <PlacePicker label={t('text.admin.place.parent')} />
      </Form.Item>
      <Form.Item name="kind" label={t('text.admin.place.kind')} rules={required}>
        <Select
          options={(['town', 'village', 'grid', 'sub-grid', 'household'] as const).map((kind) => ({
            value: kind,
            label: t(`text.admin.placeKind.${kind}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="code" label={t('text.admin.place.code')} extra={t('text.admin.place.codeHint')} rules={required}>
        <LineInput most={40} />
      </Form.Item>
      <Form.Item name="name" label={t('text.admin.place.name')} rules={required}>
        <LineInput most={60} />
      </Form.Item>
      <Form.Item name="nameEn" label={t('text.admin.place.nameEn')}>
        <LineInput most={80} />
      </Form.Item>
      <Form.Item name="settled" label={t('text.admin.place.settled')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <BeginsItem name="validFrom" />
    </ActionForm>
  )
}

interface ChangeValues {
  name: string
  officialName: string
  nameEn?: string
  settled: boolean
}

/** Corrects the names of a place. */
export function ChangePlaceForm({ place, open, close }: { place: PlaceDetail; open: boolean; close: () => void }) {
  const { t } = useText()
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <ActionForm<typeof changePlace, ChangeValues>
      operation={changePlace}
      title={t('text.admin.place.change')}
      open={open}
      close={close}
      initial={{
        name: place.name,
        officialName: place.officialName,
        nameEn: place.nameEn ?? '',
        settled: place.settled,
      }}
      input={({ nameEn, ...values }) => ({
        ...values,
        nameEn: nameEn ? nameEn : null,
        placeId: place.id,
        version: place.version,
      })}
    >
      <Form.Item name="name" label={t('text.admin.place.name')} rules={required}>
        <LineInput most={60} />
      </Form.Item>
      <Form.Item name="officialName" label={t('text.admin.place.officialName')} rules={required}>
        <LineInput most={60} />
      </Form.Item>
      <Form.Item name="nameEn" label={t('text.admin.place.nameEn')}>
        <LineInput most={80} />
      </Form.Item>
      <Form.Item name="settled" label={t('text.admin.place.settled')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </ActionForm>
  )
}

/** Ends a place on a day. */
export function EndPlaceForm({ place, open, close }: { place: PlaceDetail; open: boolean; close: () => void }) {
  const { t } = useText()
  return (
    <ActionForm<typeof endPlace, { validUntil: string }>
      operation={endPlace}
      title={t('text.admin.place.end', { name: place.name })}
      okText={t('text.admin.end')}
      danger
      open={open}
      close={close}
      input={({ validUntil }) => ({ placeId: place.id, version: place.version, validUntil })}
    >
      <p>{t('text.admin.place.endNote')}</p>
      <Form.Item
        name="validUntil"
        label={t('text.admin.validUntil')}
        rules={[{ required: true, message: t('text.admin.required') }]}
      >
        <DayInput label={t('text.admin.validUntil')} />
      </Form.Item>
    </ActionForm>
  )
}

type Geometry = z.input<typeof setBoundary.input>['geometry']

/** The geometry in what somebody pasted: a geometry, a feature, or a collection with one feature. */
export function readGeometry(text: string): Geometry | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  for (let depth = 0; depth < 3; depth += 1) {
    if (typeof value !== 'object' || value === null) return undefined
    const { type, geometry, features } = value as { type?: unknown; geometry?: unknown; features?: unknown }
    if (type === 'Polygon' || type === 'MultiPolygon') return value as Geometry
    if (type === 'Feature') value = geometry
    else if (type === 'FeatureCollection' && Array.isArray(features) && features.length === 1) [value] = features
    else return undefined
  }
  return undefined
}

interface BoundaryValues {
  geometry: string
  source: string
  schematic?: boolean
}

/** Draws a boundary anew from GeoJSON. */
export function BoundaryForm({ place, open, close }: { place: PlaceDetail; open: boolean; close: () => void }) {
  const { t } = useText()
  return (
    <ActionForm<typeof setBoundary, BoundaryValues>
      operation={setBoundary}
      title={t('text.admin.place.boundary')}
      open={open}
      close={close}
      input={({ geometry, source, schematic }) => ({
        placeId: place.id,
        version: place.version,
        geometry: readGeometry(geometry) as Geometry,
        source,
        schematic: schematic ?? false,
      })}
    >
      <Form.Item
        name="geometry"
        label={t('text.admin.place.geojson')}
        extra={t('text.admin.place.geojsonHint')}
        rules={[
          {
            validator: (_, value: string | undefined) =>
              readGeometry(value ?? '')
                ? Promise.resolve()
                : Promise.reject(new Error(t('text.admin.place.geojsonWrong'))),
          },
        ]}
      >
        <Input.TextArea rows={8} spellCheck={false} />
      </Form.Item>
      <Form.Item
        name="source"
        label={t('text.admin.place.source')}
        rules={[{ required: true, message: t('text.admin.required') }]}
      >
        <LineInput most={200} />
      </Form.Item>
      <Form.Item name="schematic" label={t('text.admin.place.schematic')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </ActionForm>
  )
}
