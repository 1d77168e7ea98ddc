export { diskFileStore, type FileStore } from './file-store.ts'
export { type FileRoutes, mountFiles } from './routes.ts'
export type { PhotoPosition } from './exif-position.ts'
export {
  claimUploads,
  develop,
  type Developed,
  fileOf,
  keepUpload,
  listOrphans,
  listUploads,
  readUpload,
  removeOrphans,
  storeUpload,
  type Upload,
  UPLOAD_MEGABYTES_MAX,
  type UploadGiven,
} from './uploads.ts'
