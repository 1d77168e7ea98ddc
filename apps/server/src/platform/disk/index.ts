export { type Disk, isDiskFull, isLow, openDisk, reserveOf } from './disk.ts'
export { mountDisk } from './mount.ts'
export { whileThereIsRoom } from './pausing.ts'
