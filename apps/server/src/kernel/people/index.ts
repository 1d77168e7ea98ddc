export { actorOf, actorsOfPersons } from './actors.ts'
export { reachCondition, type ReachColumns } from './reach.ts'
export {
  findPerson,
  listAccountLinks,
  listGrants,
  listHolders,
  listHoldersOfOrganisations,
  listLooks,
  listHomesByPhone,
  listPersonIdsByPhone,
  listResponsible,
  namesOf,
  personOfAccount,
  personReach,
} from './reads.ts'
export {
  findOrganisation,
  findOrganisationByKey,
  organisationByKeyShown,
  listOffices,
  listOrganisations,
  organisationNamesOf,
  type OrganisationFilter,
} from './organisations.ts'
export type {
  GrantListed,
  Holder,
  Look,
  NewGrant,
  NewOffice,
  NewOrganisation,
  NewPerson,
  NewResponsibility,
  Office,
  Organisation,
  PersonListed,
  PersonRevealed,
  Responsibility,
  RevealableField,
} from './types.ts'
export {
  addGrants,
  addOffices,
  addOrganisations,
  addPersons,
  addResponsibilities,
  linkAccount,
  markAccountEnded,
  personalFields,
} from './bulk.ts'
export {
  addOrganisation,
  addPerson,
  changeOrganisation,
  changePerson,
  endOffice,
  giveOffice,
  type Ending,
  type OrganisationChange,
  type PersonChange,
} from './commands.ts'
export {
  addSealedPersons,
  followHouseholds,
  type HeldOffice,
  type HeldTable,
  listHeld,
  listOrganisationsByKeys,
  listPersonsToMatch,
  removeImported,
  rewriteOrganisations,
  rewritePersons,
  type SealedPerson,
  setHeldUntil,
} from './import.ts'
export { endGrant, grantRole, withdrawAskedEndings, withdrawAskedGrants } from './grants.ts'
export { type Beginner, type Hearer, hearing, listBeginners } from './beginnings.ts'
export { guardedAmong } from './guarded.ts'
export { tellOwner, tellSuspension } from './tell-owner.ts'
export { listReporterLooks, recordLook, revealPerson, type NewLook, type Reveal } from './reveal.ts'
export {
  listFallen,
  listManned,
  listOfficials,
  type Manned,
  listUnmanned,
  type UnmannedDesk,
  type Workplaces,
} from './desks.ts'
export {
  addRelation,
  apartFrom,
  endRelation,
  listBound,
  listKeptAway,
  listOtherNames,
  listStandingBack,
  lockRelation,
  namesakesOf,
  type Relation,
  requireKeeper,
  type RoleHeld,
  sidesOf,
  withKin,
  withKinOf,
} from './relations.ts'
export { findPhoneSealed } from './contacts.ts'
export { coverageOf, type Coverage } from './coverage.ts'
export { type CoverageProof, type Gaps, proveCoverage } from './coverage-proof.ts'
export { peopleIdea } from './idea.ts'
export { dayOf } from './organisation-operations.ts'
export { previewRights } from './rights-operations.ts'
