import type { CaseRowView } from '@xiangzhi/contract'
import { useText } from '../text.tsx'
import { BlockMap } from './block-map.tsx'
import { pointTone } from './case-points.ts'
import { useShapes } from './shapes.ts'

/** Where a case lies: the grids of its village, or the villages of its town, with its point. */
export function CaseInset({
  view,
}: {
  view: Pick<
    CaseRowView,
    'id' | 'villageId' | 'townId' | 'gridId' | 'lng' | 'lat' | 'placeName' | 'status' | 'late' | 'number'
  >
}) {
  const { t, named } = useText()
  // A village of one grid says little by itself; its neighbours in the town give the picture.
  const villages = useShapes('village', view.townId, view.townId !== null)
  const grids = useShapes('grid', view.villageId, view.villageId !== null)
  const blocks = villages.data?.shapes ?? []
  if (blocks.length === 0) return null
  return (
    <section className="xz-panel" aria-label={t('text.workbench.inset.title')}>
      <h2>{t('text.workbench.inset.title')}</h2>
      <BlockMap
        label={t('text.workbench.inset.label', { place: view.placeName })}
        width={340}
        height={250}
        blocks={blocks.map((shape) => ({ id: shape.id, name: shape.name, rings: shape.rings }))}
        edges={(grids.data?.shapes ?? []).map((shape) => ({ id: shape.id, name: '', rings: shape.rings }))}
        chosen={view.villageId ?? undefined}
        names="chosen"
        points={
          view.lng !== null && view.lat !== null
            ? [{ id: view.id, lng: view.lng, lat: view.lat, tone: pointTone(view), label: view.number }]
            : []
        }
        chosenPoint={view.id}
      />
      {villages.data?.schematic ? <p className="xz-map-note">{named(villages.data.note)}</p> : null}
    </section>
  )
}
