import { listShapes } from '@xiangzhi/contract'
import { useRead } from '../api-client.ts'

/** Outlines of places; they change with the county's set-up only, so they are read once. */
export function useShapes(kind: 'town' | 'village' | 'grid', under?: string | null, enabled = true) {
  return useRead(listShapes, { kind, ...(under ? { under } : {}) }, { staleTime: 3_600_000, enabled })
}
