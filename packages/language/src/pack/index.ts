export {
  categoryIcons,
  type CategoryClass,
  type CategoryFile,
  type CategoryIcon,
  type Question,
  questionKinds,
  type Subclass,
  type Urgency,
  urgencies,
} from './categories.ts'
export { type PackCalendar } from './calendar.ts'
export { checkPackFile } from './check-file.ts'
export { checkMessages, type KnownProcess } from './check-messages.ts'
export { checkPack } from './check-pack.ts'
export { type County } from './county.ts'
export { type Demo, type SignIn } from './demo.ts'
export {
  checkDisclosure,
  type EffectiveItem,
  effectiveItems,
  type PackDisclosure,
  type ServiceBoard,
} from './disclosure.ts'
export { lawCeilings } from './law-limits.ts'
export { assemblePack, type CountyPack, folders, type PackSources, singleFiles, type Sourced } from './files.ts'
export { type Formality } from './formality.ts'
export {
  bodyKey,
  calendarSourceOf,
  listPackOrganisations,
  listPackPlaces,
  listSubclasses,
  organisationKeys,
  type PackOrganisation,
  type PackPlace,
  routingRulesOf,
} from './lists.ts'
export {
  channelReaches,
  generalEvents,
  type MessageAudience,
  messageAudiences,
  type MessageChannel,
  messageChannels,
  messagePlaceholders,
  type MessageRow,
  messageRowSchema,
  type Messages,
} from './messages.ts'
export { type Department, type DerivedBody, type Organisations } from './organisations.ts'
export { type Grid, type JointArea, type Places, type SubGrid, type Town, type Village } from './places.ts'
export {
  describePackProblem,
  type PackFact,
  type PackProblem,
  type PackProblemCode,
  type PackSpot,
} from './problems.ts'
export { type Reply, type ReplyAction, replyActions, replyPlaceholders } from './replies.ts'
export { type PackRole } from './roles.ts'
export { type Destination, type PackRouting, type RoutingRow } from './routing.ts'
export { type TimeLimit } from './words.ts'
export { type PracticeDeclaration, practicesOf } from './parameters.ts'
