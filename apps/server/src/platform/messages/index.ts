export { type Channel, type Channels, DeliveryFailure, type Outgoing } from './channel.ts'
export {
  addMessages,
  deliveryState,
  forgetReporter,
  deliveryLedger,
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
export { removeOldMessages } from './retention.ts'
export { pushSubscription } from './push.ts'
export { demoOutlets, type MessageOutlets, openOutlets } from './settings.ts'
export {
  addPushSubscription,
  endPushSubscription,
  listPushAddresses,
  listPushBrowsers,
  notePushed,
} from './subscriptions.ts'
