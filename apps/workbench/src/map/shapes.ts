import { listShapes } from '@xiangzhi/contract'
import { useMemo } from 'react'
import { useRead } from '../api-client.ts'
import { placeName } from '../place-name.ts'
import { useText } from '../text.tsx'

/**
 * Outlines of places with their names in the reader's language; they change with the county's set-up only, so they are
 * read once.
 */
export function useShapes(kind: 'town' | 'village' | 'grid', under?: string | null, enabled = true) {
  const { language } = useText()
  const found = useRead(listShapes, { kind, ...(under ? { under } : {}) }, { staleTime: 3_600_000, enabled })
  const data = useMemo(
    () =>
      found.data && {
        ...found.data,
        shapes: found.data.shapes.map((shape) => ({ ...shape, name: placeName(language, shape) })),
      },
    [found.data, language],
  )
  return { data, isPending: found.isPending, error: found.error }
}
