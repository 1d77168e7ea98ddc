export { backUp, type BackupOptions, findLastBackup, type LastBackup } from './backup.ts'
export { listDamages, type Manifest, readManifest } from './manifest.ts'
export { restore, type RestoreOptions } from './restore.ts'
