import { expect, it } from 'vitest'
import { shownFields, shownFiles, shownLine } from './shown-parts.ts'

const [staff, parties] = [{ audience: 'staff' }, { audience: 'parties' }] as const
const mediation = {
  fields: { kind: staff, route: staff, applicant: parties, minutes: parties, signedPaper: parties },
  opening: { asks: ['kind', 'applicant'] },
}

it('a field between the parties is cut out of the lines and papers of a case exactly as out of the case', () => {
  const seeing = { back: false, parties: false, namings: new Set<string>() }
  const fields = { kind: 'land', applicant: '尤家', minutes: '尤家承认', route: 'people' }
  const shown = { kind: 'land', route: 'people' }
  expect(shownFields(mediation, seeing, fields)).toEqual(shown)
  const line = { byName: '员', note: '好', publicNote: null, facts: { fields, level: 'town' } }
  expect(shownLine(mediation, seeing, line)).toEqual({ ...line, facts: { fields: shown, level: 'town' } })
  expect(shownLine(mediation, { ...seeing, parties: true }, line)).toEqual(line)
  const papers = [{ field: 'signedPaper' }, { field: 'comment' }]
  expect(shownFiles(mediation, seeing, papers)).toEqual([{ field: 'comment' }])
  expect(shownFiles(mediation, { ...seeing, back: true, parties: true }, papers)).toEqual([])
})
