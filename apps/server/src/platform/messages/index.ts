export { type Channels, DeliveryFailure } from './channel.ts'
export {
  addMessages,
  deliveryState,
  forgetReporter,
  listDeliveries,
  markFailed,
  markSent,
  type NewMessage,
  retryAt,
  retryMessage,
  takeDueMessages,
  type TakenMessage,
} from './ledger.ts'
export {
  countUnread,
  findChoices,
  listInbox,
  markRead,
  type MessageChoices,
  saveChoices,
  takeUndigested,
  type Undigested,
} from './inbox.ts'
export { listKept, movePosition, readPosition } from './position.ts'
export { afterQuiet } from './quiet-hours.ts'
export { keepingSms, type MessageOutlets, openOutlets } from './settings.ts'
