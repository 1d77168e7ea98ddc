export {
  addDevice,
  claimDevice,
  type Device,
  deviceOf,
  deviceWaitingFor,
  findDevice,
  countDevices,
  deviceState,
  deviceTable,
  listDevices,
  listDeviceVillages,
  noteBeat,
  revokeDevice,
} from './devices.ts'
export { isDeviceSecret, newDeviceSecret, pairingCodeOf, PairingLooks } from './pairing.ts'
export { addBoardPhoto, hasBoardPhoto, listReceipts, noteShown, type ReceiptChannel } from './receipts.ts'
