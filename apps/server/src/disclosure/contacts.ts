import { localDate, mayDo } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { ApprovalCarryOuts } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { Refusal, refuseUnless } from '#platform/refusal'
import { findPlace } from '#kernel/places'
import {
  askPublicContact,
  findEdition,
  findPublication,
  grantPublicContact,
  publicBodyOf,
  refusePublicContact,
} from '#kernel/publications'
import { itemOf } from './catalogue.ts'

/** What the second person of a number for everybody to call does to it. */
export const contactCarryOuts: Pick<ApprovalCarryOuts, 'public-contact'> = {
  'public-contact': {
    granted: async ({ tx, approval, now }) => {
      const { calendar } = await countyConfig(tx)
      await grantPublicContact(tx, approval.subjectId, localDate(calendar, now))
    },
    refused: ({ tx, approval }) => refusePublicContact(tx, approval.subjectId),
  },
}

/** Asking that a number may be shown. Only one that the masks star now, in a field for such numbers, can be asked for. */
export const contactOperations = {
  askForContact: async ({ tx, by, input, now }: Asked<'askForContact'>): Answer<'askForContact'> => {
    const edition = await findEdition(tx, input.editionId)
    const publication = edition && (await findPublication(tx, edition.publicationId))
    if (!edition || !publication || !mayDo(by, 'disclosure.read', publication)) throw new Refusal('not-found')
    refuseUnless(mayDo(by, 'disclosure.write', publication), 'not-allowed')
    const [{ config, found }, place] = await Promise.all([
      itemOf(tx, publication.itemCode),
      findPlace(tx, publication.placeId),
    ])
    if (!place) throw new Refusal('place-unknown')
    const today = localDate(config.calendar, now)
    const { findings } = await publicBodyOf(tx, publication, edition, found, place, { now, today })
    const { field, number, reason } = input
    refuseUnless(
      findings.some(({ label, contact }) => label === field && contact === number),
      'bad-input',
      { field: 'number' },
      `${field} holds no such number that a second person could let through`,
    )
    return askPublicContact(tx, {
      id: uuidv7(),
      at: { placeId: publication.placeId, itemCode: publication.itemCode, field },
      number,
      standing: publication,
      subjectKind: 'disclosure',
      editionId: edition.id,
      said: { place: place.name, item: found.item.name.zh, field },
      reason,
      by,
      now,
      today,
    })
  },
} as const
