import type { Operation } from '@xiangzhi/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { call, readKey, withoutGone } from './api-client.ts'

/** A list that is answered page by page: its rows, and where the next page begins. */
interface Paged<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
}

type RowOf<O extends Operation> = z.output<O['output']> extends Paged<infer Row> ? Row : never

/** What a table needs to show a paged list and to load more of it. */
export interface Pages<Row, Answer = unknown> {
  /** The first page as it was answered, for what stands beside its rows. */
  readonly first: Answer | undefined
  readonly rows: readonly Row[] | undefined
  readonly loading: boolean
  readonly problem: Error | null
  readonly retry: () => void
  /** Absent when everything is there. */
  readonly more: { readonly load: () => void; readonly loading: boolean } | undefined
}

/** Reads a list page by page. While another filter is read the former rows stay, so that the layout does. */
export function usePages<O extends Operation>(
  operation: O,
  filter: Omit<z.input<O['input']>, 'cursor'>,
  refreshEvery: number | false = false,
): Pages<RowOf<O>, z.output<O['output']>> {
  const read = useInfiniteQuery({
    queryKey: readKey(operation, filter),
    queryFn: async ({ pageParam, signal }) =>
      (await call(
        operation,
        { ...filter, ...(pageParam ? { cursor: pageParam } : {}) } as z.input<O['input']>,
        signal,
      )) as Paged<RowOf<O>>,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (former) => former,
    refetchInterval: refreshEvery,
  })
  const found = withoutGone(read)
  return {
    first: found.data?.pages[0] as z.output<O['output']> | undefined,
    rows: found.data?.pages.flatMap((page) => page.rows),
    loading: found.isFetching,
    problem: found.error,
    retry: () => void found.refetch(),
    more: found.hasNextPage ? { load: () => void found.fetchNextPage(), loading: found.isFetchingNextPage } : undefined,
  }
}
