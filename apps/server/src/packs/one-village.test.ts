import { fileURLToPath } from 'node:url'
import { listPackOrganisations, listPackPlaces } from '@xiangzhi/language'
import { describe, expect, test } from 'vitest'
import { cutToVillage } from './one-village.ts'
import { readPack } from './read-pack.ts'

const huangsheng = fileURLToPath(new URL('../../../../counties/huangsheng', import.meta.url))

describe('a pack cut down to one village', () => {
  test('has the village with its town, the bodies of both, and sign-ins at places that are there', async () => {
    const pack = await readPack(huangsheng)
    const [town] = pack.places.towns
    const village = town?.villages[2]
    const cut = cutToVillage(pack, village?.code ?? '')
    if (!town || !village || !cut) throw new Error('the pack has no third village')
    const places = listPackPlaces(cut)
    expect(places.filter(({ kind }) => kind === 'village').map(({ code }) => code)).toEqual([village.code])
    expect(places.filter(({ kind }) => kind === 'town').map(({ code }) => code)).toEqual([town.code])
    const codes = new Set(places.map(({ code }) => code))
    const organisations = new Set(listPackOrganisations(cut).map(({ key }) => key))
    const held = cut.demo?.signIns.flatMap(({ roles }) => roles.map(({ at }) => at)) ?? []
    expect(held.length).toBeGreaterThan(3)
    expect(held.filter((at) => !codes.has(at) && !organisations.has(at))).toEqual([])
  })

  test('does not exist for a village of another county', async () => {
    expect(cutToVillage(await readPack(huangsheng), '610114007200')).toBeUndefined()
  })
})
