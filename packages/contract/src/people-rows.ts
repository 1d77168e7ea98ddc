import { staffRoleKeys } from '@xiangzhi/language'
import { z } from 'zod'
import { id, isoDate } from './operation.ts'
import { fieldChange } from './places.ts'

/** Shapes that several operations on people share. */
export const role = z.enum(staffRoleKeys)
export const title = z.string().trim().min(1).max(60)
export const saved = z.object({ id, version: z.number().int(), changes: z.array(fieldChange) })
export const done = z.object({ id })

export const officeRow = z.object({
  id,
  personId: id,
  name: z.string(),
  title: z.string(),
  organisationId: id.nullable(),
  organisationName: z.string().nullable(),
  heldFrom: isoDate,
  heldUntil: isoDate.nullable(),
})
export const responsibilityRow = z.object({
  id,
  kind: z.string(),
  placeId: id,
  placeName: z.string(),
  personId: id.nullable(),
  organisationId: id.nullable(),
  name: z.string(),
  heldFrom: isoDate,
  heldUntil: isoDate.nullable(),
})
export type ResponsibilityRowView = z.infer<typeof responsibilityRow>
export const grantRow = z.object({
  id,
  personId: id,
  name: z.string(),
  role,
  placeId: id.nullable(),
  organisationId: id.nullable(),
  reachName: z.string(),
  heldFrom: isoDate,
  heldUntil: isoDate.nullable(),
})
export type GrantRowView = z.infer<typeof grantRow>
