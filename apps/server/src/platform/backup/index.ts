export { backUp, findLastBackup } from './backup.ts'
export { listDamages, readManifest } from './manifest.ts'
export { restore } from './restore.ts'
