export { diskFileStore, type FileStore } from './file-store.ts'
export { mountFiles } from './routes.ts'
export { sendUpload } from './send.ts'
export type { PhotoPosition } from './exif-position.ts'
export {
  claimUploads,
  develop,
  type Developed,
  fileOf,
  keepUpload,
  listOrphans,
  readUpload,
  removeOrphans,
  storeUpload,
  UPLOAD_MEGABYTES_MAX,
} from './uploads.ts'
