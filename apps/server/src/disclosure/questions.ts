import { ownCategory } from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import { Refusal } from '#platform/refusal'
import { beginCase } from '#kernel/cases'
import { findPublication, noteQuestion } from '#kernel/publications'
import type { DisclosureEnvironment } from './environment.ts'

/** Asking about a publication opens a case; what concerns an official is sealed from its first line. */
export function questionOperations({ processes, numbers }: Pick<DisclosureEnvironment, 'processes' | 'numbers'>) {
  const asking = processes.about('publication')
  return {
    askAboutPublication: async (call: Asked<'askAboutPublication'>): Answer<'askAboutPublication'> => {
      const { tx, input, now, sealing } = call
      const publication = await findPublication(tx, input.publicationId)
      if (!publication || publication.firstPublishedAt === null) throw new Refusal('not-found')
      const { opened } = await beginCase(
        { processes, numbers },
        tx,
        sealing,
        { kind: 'reporter' },
        now,
        {
          requestId: input.requestId,
          process: asking.key,
          category: ownCategory(asking, { sealed: input.aboutOfficial }),
          placeId: publication.placeId,
          description: input.text,
          fields: { kind: input.kind },
          answers: {},
          level: publication.scope,
          ...(input.reporter ? { reporter: input.reporter } : {}),
        },
        {
          source: 'portal',
          organisationId: null,
          parentId: null,
          subject: { kind: 'publication', id: publication.id },
        },
      )
      const { record, token } = opened
      if (record.confidentiality !== 'sealed')
        await noteQuestion(tx, {
          id: record.id,
          publicationId: publication.id,
          kind: input.kind,
          askedAt: now,
          dueAt: record.dueAt,
          villageId: publication.villageId,
          townId: publication.townId,
        })
      return { id: record.id, number: record.number, token, dueAt: record.dueAt?.toISOString() ?? null }
    },
  } as const
}
