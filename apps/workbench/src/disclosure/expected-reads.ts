import { type ExpectedView, listExpected } from '@xiangzhi/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call, readKey } from '../api-client.ts'
import type { UrlState } from '../url-state.ts'
import { daysAfter, weekOf } from './disclosure-words.ts'

export const spans = ['week', 'overdue', 'month', 'quarter'] as const
export type Span = (typeof spans)[number]

export function spanOf(state: UrlState): Span {
  return spans.find((one) => one === state['span']) ?? 'week'
}

/** First and last day of the deadlines that a view looks at. */
export function daysOf(span: Span, today: string): { from: string; until: string } {
  switch (span) {
    case 'week':
      return weekOf(today)
    case 'overdue':
      return { from: daysAfter(today, -366), until: daysAfter(today, -1) }
    case 'month': {
      const from = `${today.slice(0, 7)}-01`
      return { from, until: daysAfter(`${daysAfter(from, 31).slice(0, 7)}-01`, -1) }
    }
    case 'quarter':
      break
  }
  return { from: daysAfter(today, -62), until: daysAfter(today, 30) }
}

const A_PAGE = 500
/** A whole county's quarter would be more than anybody looks at; a town's fits. */
const PAGES_MAX = 6

interface Expected {
  readonly rows: readonly ExpectedView[] | undefined
  readonly loading: boolean
  /** Whether there is more than is shown: the place or the time should be narrowed. */
  readonly cut: boolean
  readonly problem: Error | null
  readonly retry: () => void
}

/** What is expected in a span, of a place or of everything within reach, all pages of it. */
export function useExpected(
  span: Span,
  today: string,
  filter: { readonly place?: string | undefined; readonly item?: string | undefined },
): Expected {
  const input = {
    ...daysOf(span, today),
    ...(filter.place ? { place: filter.place } : {}),
    ...(filter.item ? { item: filter.item } : {}),
    ...(span === 'overdue' ? { status: 'missing' as const } : {}),
    limit: A_PAGE,
  }
  const found = useInfiniteQuery({
    queryKey: readKey(listExpected, input),
    queryFn: ({ pageParam, signal }) =>
      call(listExpected, { ...input, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (former) => former,
  })
  const { hasNextPage, isFetching, fetchNextPage } = found
  const pages = found.data?.pages.length ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetching && pages > 0 && pages < PAGES_MAX) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage, pages])
  return {
    rows: found.data?.pages.flatMap((page) => page.rows),
    loading: found.isFetching,
    cut: hasNextPage && pages >= PAGES_MAX,
    problem: found.error,
    retry: () => void found.refetch(),
  }
}
