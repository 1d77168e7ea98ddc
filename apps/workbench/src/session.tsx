import { type CategoryView, getCounty, whoAmI } from '@xiangzhi/contract'
import type { Permission, ProcessDeclaration } from '@xiangzhi/language'
import { compileCalendar, type Calendar, type CalendarSource } from '@xiangzhi/language'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { z } from 'zod'
import { call, readKey } from './api-client.ts'

export type Me = z.output<typeof whoAmI.output>
type CountyAnswer = z.output<typeof getCounty.output>

/** The county as screens use it. */
export interface County extends Omit<CountyAnswer, 'processes'> {
  readonly processes: readonly ProcessDeclaration[]
  readonly workingTime: Calendar
  /** The server's clock minus this device's, in ms; deadlines are judged by the server's. */
  readonly clockAheadMs: number
  /** The category of a code, if it exists still. */
  readonly category: (code: string) => CategoryView | undefined
  readonly process: (key: string, version?: number) => ProcessDeclaration | undefined
  /** The one process whose cases are about such things, as an edition or a publication. */
  readonly about: (subject: string) => ProcessDeclaration | undefined
}

/** Who is signed in. Screens below the shell may rely on it. */
export function useMe(): Me {
  return useSuspenseQuery({ queryKey: readKey(whoAmI), queryFn: () => call(whoAmI, {}), staleTime: 300_000 }).data
}

async function readCounty(): Promise<CountyAnswer & { clockAheadMs: number }> {
  const answer = await call(getCounty, {})
  return { ...answer, clockAheadMs: Date.parse(answer.now) - Date.now() }
}

/** The county's names, categories, processes and places, read once. */
export function useCounty(): County {
  const { data } = useSuspenseQuery({ queryKey: readKey(getCounty), queryFn: readCounty, staleTime: 3_600_000 })
  return useMemo(() => {
    const processes = data.processes as ProcessDeclaration[]
    const categories = new Map(data.categories.map((category) => [category.code, category]))
    const source = data.calendar as CalendarSource
    return {
      ...data,
      processes,
      workingTime: compileCalendar(source),
      category: (code) => categories.get(code),
      process: (key, version) =>
        processes.find((process) => process.key === key && process.version === version) ??
        processes.find((process) => process.key === key),
      about: (subject) => processes.find((process) => process.subject === subject),
    }
  }, [data])
}

/** Whether the signed-in person holds a permission anywhere; the server decides again for each thing. */
export function useMay(permission: Permission | undefined): boolean {
  const me = useMe()
  return permission === undefined || me.permissions.includes(permission)
}
