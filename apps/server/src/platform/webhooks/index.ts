export { allowedInside } from './addresses.ts'
export { postBody, type Sent } from './post-body.ts'
export {
  addDelivery,
  addWebhook,
  endWebhook,
  fillLedger,
  listDeliveries,
  listWebhooks,
  noteAttempt,
  retryDelivery,
  takeDue,
  takeWebhooks,
  type Webhook,
} from './ledger.ts'
export { removeOldDeliveries } from './retention.ts'
export { sendSigned, signatureOf } from './send.ts'
