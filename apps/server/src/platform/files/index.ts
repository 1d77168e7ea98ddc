export { diskFileStore, type FileStore } from './file-store.ts'
export { mountFiles } from './routes.ts'
export { sendUpload } from './send.ts'
export type { PhotoPosition } from './exif-position.ts'
export {
  claimUploads,
  develop,
  type Developed,
  endingOf,
  fileOf,
  type Hand,
  keepUpload,
  listOrphans,
  listUploads,
  readUpload,
  listSameBytes,
  removeOrphans,
  removeUnneeded,
  searchOf,
  searchWaiting,
  storeUpload,
  takeUploadsBack,
  type Upload,
  UPLOAD_MEGABYTES_MAX,
} from './uploads.ts'
export { filesIdea } from './idea.ts'
