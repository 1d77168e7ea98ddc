import { type CoverageProof, coverageProof, exportCoverageProof, type PlaceRowView } from '@xiangzhi/contract'
import { Collapse, Skeleton } from 'antd'
import { useMemo } from 'react'
import { useRead } from '../api-client.ts'
import { ExportButton } from '../export-button.tsx'
import { BlockMap } from '../map/block-map.tsx'
import { useShapes } from '../map/shapes.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { PlaceChips } from './place-chips.tsx'

const lists = [
  'householdsInNoGrid',
  'householdsInTwoGrids',
  'householdsElsewhere',
  'gridsWithoutWorker',
  'lanesWithoutChief',
  'householdsWithoutContact',
] as const

/** How many gaps lie in each grid, by its id; households and lanes count where they are listed. */
function gapsByGrid(proof: CoverageProof): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const add = (id: string | null): void => void (id && counts.set(id, (counts.get(id) ?? 0) + 1))
  for (const list of lists)
    for (const place of proof[list].first) add(place.kind === 'grid' ? place.id : place.parentId)
  for (const { grid, other } of proof.overlaps) {
    add(grid.id)
    add(other.id)
  }
  return counts
}

function GapMap({ proof, open }: { proof: CoverageProof; open: (id: string) => void }) {
  const { t, named } = useText()
  const grids = useShapes('grid')
  const towns = useShapes('town')
  const blocks = useMemo(() => {
    const counts = gapsByGrid(proof)
    return (grids.data?.shapes ?? []).map(({ id, name, rings }) => ({ id, name, rings, value: counts.get(id) }))
  }, [proof, grids.data])
  if (blocks.length === 0) return null
  return (
    <figure>
      <BlockMap blocks={blocks} edges={towns.data?.shapes ?? []} label={t('text.imports.proof.map')} choose={open} />
      <figcaption className="xz-soft">
        {t('text.imports.proof.map')}
        {grids.data?.schematic ? ` · ${named(grids.data.note)}` : ''}
      </figcaption>
    </figure>
  )
}

/** The proof of “横到边、纵到底、不留白、无盲区” with its numbers, the grids with gaps on the map, and the file to keep. */
export function CoverageProofSection() {
  const { t } = useText()
  const [, change] = useUrlState()
  const mayExport = useMay('place.write')
  const found = useRead(coverageProof, {}, { staleTime: 60_000 })
  const proof = found.data
  if (!proof)
    return found.error ? (
      <ProblemNotice problem={found.error} retry={() => void found.refetch()} />
    ) : (
      <Skeleton active />
    )
  const open = (place: Pick<PlaceRowView, 'id'> & { parentId?: string | null }): void =>
    change({ open: place.id, in: place.parentId ?? undefined }, { whole: true, push: true })
  const gaps = lists.reduce((sum, list) => sum + proof[list].n, proof.overlaps.length)
  const tag = (n: number) => (
    <StatusTag kind={n === 0 ? 'good' : 'warn'}>
      {n === 0 ? t('text.admin.coverage.none') : t('text.admin.total', { n })}
    </StatusTag>
  )
  return (
    <section className="xz-panel">
      <h2>{t('text.imports.proof.title')}</h2>
      <p>
        <StatusTag kind={proof.covered ? 'good' : 'warn'}>
          {proof.covered ? t('text.imports.proof.covered') : t('text.imports.proof.gaps', { n: gaps })}
        </StatusTag>{' '}
        <span className="xz-soft">{t('text.imports.proof.of', proof.totals)}</span>{' '}
        {mayExport ? (
          <ExportButton
            size="small"
            operation={exportCoverageProof}
            filter={{}}
            fileName={t('text.imports.proof.title')}
            label={t('text.imports.proof.excel')}
          />
        ) : null}
      </p>
      <GapMap proof={proof} open={(id) => open({ id })} />
      <Collapse
        items={[
          ...lists.map((list) => ({
            key: list,
            label: t(`text.imports.proof.${list}`),
            extra: tag(proof[list].n),
            children: <PlaceChips places={proof[list].first} open={open} />,
          })),
          {
            key: 'overlaps',
            label: t('text.imports.proof.overlaps'),
            extra: tag(proof.overlaps.length),
            children: (
              <ul>
                {proof.overlaps.map(({ grid, other, squareMetres }) => (
                  <li key={`${grid.id} ${other.id}`}>
                    {t('text.imports.proof.overlap', { grid: grid.name, other: other.name, squareMetres })}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </section>
  )
}
