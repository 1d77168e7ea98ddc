import { changePerson, getCase, giveOffice, grantRole } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { addGrants, addOrganisations, addPersons, setHeldUntil } from '#kernel/people'
import { merge } from './testing-related.ts'
import { act, opened } from './api/testing-cases.ts'
import { makeWorld, type World } from './api/testing-world.ts'

const said = (world: World, description: string, place: 'grid' | 'otherGrid' = 'grid') =>
  opened(world, { description, placeId: world.places[place], position: undefined, reporter: undefined })

async function person(world: World, name: string): Promise<string> {
  const id = uuidv7()
  await world.db.write(world.county, (tx) => addPersons(tx, world.sealing, [{ id, name }], world.clock.now()))
  return id
}

const classOf = (world: World, id: string): Promise<string | undefined> =>
  world.db.read(world.county, async (tx) => {
    const row = await tx.row<{ confidentiality: string }>(
      sql`select confidentiality from case_record where county = ${tx.county} and id = ${id}`,
    )
    return row?.confidentiality
  })

/** Whether somebody who holds a role reads a case. */
async function reads(world: World, personId: string, role: StaffRole, caseId: string): Promise<boolean> {
  const base = world.staff(role)
  const by = { ...base, actor: { ...base.actor, personId } }
  return world.run(getCase, by, { caseId }).then(
    () => true,
    () => false,
  )
}

const granted = (world: World, personId: string, role: StaffRole, placeId: string, heldFrom = '2026-11-23') =>
  world.run(grantRole, world.staff('security-admin'), { requestId: uuidv7(), personId, role, placeId, heldFrom })

describe('who is reported is asked again of whoever begins to hold something', () => {
  it('a role that is granted afterwards brings its holder no case that names them, and every other one', async () => {
    const world = await makeWorld()
    const personId = await person(world, '单丽娟')
    const [about, signs, called, plain, elsewhere] = [
      await said(world, '单丽娟扣了我家的补贴'),
      await said(world, '那个单-丽 娟骂了我母亲'),
      await said(world, '单会计没给我们发钱'),
      await said(world, '单家门前的水渠堵了'),
      await said(world, '单丽娟在二村', 'otherGrid'),
    ]
    await granted(world, personId, 'village-clerk', world.places.village)
    const closed = [about, signs, called]
    expect(await Promise.all(closed.map(({ id }) => classOf(world, id)))).toEqual(['sealed', 'sealed', 'sealed'])
    expect(await Promise.all([plain, elsewhere].map(({ id }) => classOf(world, id)))).toEqual(['open', 'open'])
    expect(await reads(world, personId, 'village-clerk', about.id)).toBe(false)
    expect(await reads(world, personId, 'village-clerk', plain.id)).toBe(true)
    const { events, ownerRole } = await world.run(getCase, world.staff('discipline-liaison'), { caseId: about.id })
    expect([ownerRole, events.at(-1)?.action, events.at(-1)?.byKind]).toEqual(['discipline-liaison', 'seal', 'system'])
  })

  it('so does one that begins next week, whether the report or the role was first', async () => {
    const world = await makeWorld()
    const personId = await person(world, '计春生')
    const before = await said(world, '听说要来的计春生收过礼')
    await granted(world, personId, 'grid-worker', world.places.grid, '2026-11-30')
    const after = await said(world, '计春生还打过人')
    world.clock.set(new Date('2026-12-02T02:00:00Z'))
    for (const { id } of [before, after]) expect(await reads(world, personId, 'grid-worker', id)).toBe(false)
  })

  it('so does an office, a role of a unit that has a part or is meant, and a name that is corrected', async () => {
    const world = await makeWorld()
    const [officer, handler, misspelt] = [
      await person(world, '仇大海'),
      await person(world, '訾玉兰'),
      await person(world, '万侯清'),
    ]
    const [ofOffice, ofUnit, ofName] = [
      await said(world, '仇大海家的车堵着路'),
      await said(world, '訾玉兰不给修'),
      await said(world, '万俟清不来上班'),
    ]
    const organisationId = uuidv7()
    await world.db.write(world.county, async (tx) => {
      await addOrganisations(tx, [
        {
          id: organisationId,
          key: 'committee-1',
          kind: 'village-committee',
          name: '一村村委会',
          nameEn: 'Committee',
          placeId: world.places.village,
          validFrom: '2020-01-01',
        },
      ])
      const placeId = world.places.grid
      await addGrants(tx, [{ id: uuidv7(), personId: misspelt, role: 'grid-worker', placeId, heldFrom: '2020-01-01' }])
    })
    const admin = world.staff('county-admin')
    const office = { organisationId, personId: officer, title: '委员', heldFrom: '2026-11-23' }
    await world.run(giveOffice, admin, { requestId: uuidv7(), ...office })
    expect(await classOf(world, ofOffice.id)).toBe('sealed')
    expect(await classOf(world, ofName.id)).toBe('open')
    await world.run(changePerson, admin, { requestId: uuidv7(), personId: misspelt, version: 1, name: '万俟清' })
    expect(await classOf(world, ofName.id)).toBe('sealed')
    await world.run(grantRole, world.staff('security-admin'), {
      requestId: uuidv7(),
      personId: handler,
      role: 'department-handler',
      organisationId: world.units.water,
      heldFrom: '2026-11-23',
    })
    expect(await classOf(world, ofUnit.id)).toBe('sealed')
  })

  it('so does a role that had ended and is held again, for a case and what was merged into it', async () => {
    const world = await makeWorld()
    const personId = await person(world, '宿建军')
    const [id, was] = [uuidv7(), '2026-11-01']
    await world.db.write(world.county, (tx) =>
      addGrants(tx, [
        {
          id,
          personId,
          role: 'village-clerk',
          placeId: world.places.village,
          heldFrom: '2020-01-01',
          heldUntil: was,
        },
      ]),
    )
    const [joined, target] = [await said(world, '宿建军占了渠'), await said(world, '渠又堵了')]
    await merge(world, joined.id, target.id)
    expect(await classOf(world, target.id)).toBe('open')
    await world.db.write(world.county, (tx) =>
      setHeldUntil(tx, 'role_grant', [{ id, heldUntil: null, was }], world.clock.now()),
    )
    expect([await classOf(world, target.id), await classOf(world, joined.id)]).toEqual(['sealed', 'sealed'])
  })

  it('what staff wrote, what ended, and what is sealed already stays as it is', async () => {
    const world = await makeWorld()
    const personId = await person(world, '敖小梅')
    const [handled, sealed] = [await said(world, '渠边积水'), await said(world, '员village-clerk和敖小梅收礼')]
    await act(world, handled.id, 'grid-worker', 'accept', { note: '敖小梅也来看过' })
    await granted(world, personId, 'village-clerk', world.places.village)
    expect(await classOf(world, handled.id)).toBe('open')
    const { events } = await world.run(getCase, world.staff('discipline-liaison'), { caseId: sealed.id })
    expect(events.filter(({ action }) => action === 'seal')).toEqual([])
  })
})
