export {
  type ConfigPartStored,
  type Configurations,
  configurationsWith,
  countyConfig,
  findConfigPart,
  findConfigVersion,
  findCountyConfig,
  listConfigHistory,
  listConfigParts,
  reading,
  saveConfigPart,
} from './config.ts'
export type { Category, ConfigPart, ConfigParts, CountyConfig } from './types.ts'
