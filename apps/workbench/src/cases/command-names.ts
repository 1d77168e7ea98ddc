import type { TextKey } from '@xiangzhi/text'

/** The general commands of the engine, by the names in which a case says what one may do. */
export const commandNames = [
  'comment',
  'assign',
  'ask',
  'whistle',
  'level',
  'classify',
  'merge',
  'link',
  'pause.ask',
  'extend.ask',
  'resume',
  'supervise',
  'seal',
  'concern',
  'stand-back',
  'reveal.ask',
] as const
export type CommandName = (typeof commandNames)[number]

/** The sentence that names a command. */
export function commandLabel(name: CommandName, supervised: boolean): TextKey {
  return name === 'supervise' && supervised ? 'text.workbench.do.unsupervise' : `text.workbench.do.${name}`
}
