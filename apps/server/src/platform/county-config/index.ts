export {
  type ConfigPartStored,
  countyConfig,
  findConfigPart,
  findConfigVersion,
  findCountyConfig,
  listConfigHistory,
  listConfigParts,
  saveConfigPart,
  useProcesses,
} from './config.ts'
export type { Category, ConfigPart, ConfigParts, CountyConfig } from './types.ts'
