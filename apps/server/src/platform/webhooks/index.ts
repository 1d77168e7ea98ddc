export { allowedInside } from './addresses.ts'
export {
  addWebhook,
  endWebhook,
  fillLedger,
  listDeliveries,
  listWebhooks,
  noteAttempt,
  takeDue,
  takeWebhooks,
  type Webhook,
} from './ledger.ts'
export { sendSigned, signatureOf } from './send.ts'
