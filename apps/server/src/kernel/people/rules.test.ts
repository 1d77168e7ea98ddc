import { expect, test } from 'vitest'
import { decideGrant, type GrantFacts } from './rules.ts'

const facts: GrantFacts = {
  role: 'grid-worker',
  placeKind: 'grid',
  hasOrganisation: false,
  heldRoles: [],
  toOneself: false,
}

test('a role is granted over a place of the kind it asks for', () => {
  expect(decideGrant(facts)).toBeUndefined()
  expect(decideGrant({ ...facts, placeKind: 'village' })).toBe('reach')
  expect(decideGrant({ ...facts, placeKind: undefined })).toBe('reach')
  expect(decideGrant({ ...facts, hasOrganisation: true })).toBe('reach')
  expect(
    decideGrant({ ...facts, role: 'department-handler', placeKind: undefined, hasOrganisation: true }),
  ).toBeUndefined()
})

test('system, security and audit administration never meet in one hand', () => {
  const county = { ...facts, placeKind: 'county' }
  expect(decideGrant({ ...county, role: 'auditor', heldRoles: ['security-admin'] })).toBe('admins-apart')
  expect(decideGrant({ ...county, role: 'county-admin', heldRoles: ['auditor'] })).toBe('admins-apart')
  expect(decideGrant({ ...county, role: 'auditor', heldRoles: ['auditor', 'leader'] })).toBeUndefined()
})

test('nobody grants a role to themselves', () => {
  expect(decideGrant({ ...facts, toOneself: true })).toBe('second-person')
})
