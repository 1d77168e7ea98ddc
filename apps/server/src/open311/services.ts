import type { Question } from '@xiangzhi/language'
import { processes } from '@xiangzhi/practices'
import { type Language, nameIn, say } from '@xiangzhi/text'
import type { Category, CountyConfig } from '#platform/county-config'
import type { Value } from './answer.ts'

const fromSystems = new Set(processes.filter(({ opening }) => opening.fromSystems).map(({ key }) => key))

/**
 * What other systems may report: everything that is offered to everyone and becomes a case that moves in public. What is
 * confidential by its nature is reported on the county's own pages, where nobody stands in between.
 */
export function offeredServices(config: CountyConfig): Category[] {
  return [...config.categories.values()].filter(
    ({ process, offeredTo, sealed }) => fromSystems.has(process) && offeredTo === 'everyone' && !sealed,
  )
}

/** A service as the list shows it. Its code is the county's stable code of the category, never its name. */
export function serviceView(config: CountyConfig, category: Category, language: Language): Value {
  const group = config.classes.find(({ code }) => code === category.classCode)
  return {
    service_code: category.code,
    service_name: nameIn(language, category.name),
    description: category.registerWhen
      ? nameIn(language, category.registerWhen)
      : nameIn(language, group?.name ?? category.name),
    metadata: category.questions.length > 0,
    type: 'realtime',
    keywords: [category.name.zh, category.name.en, group?.name.zh ?? ''].filter((word) => word !== '').join(','),
    group: group ? nameIn(language, group.name) : '',
  }
}

const datatypes: Readonly<Record<Question['kind'], string>> = {
  text: 'string',
  number: 'number',
  date: 'datetime',
  'yes-no': 'singlevaluelist',
  choice: 'singlevaluelist',
}

function valuesOf(question: Question, language: Language): Value {
  if (question.kind === 'yes-no')
    return [
      { key: 'true', name: say(language, 'text.api.open311.yes') },
      { key: 'false', name: say(language, 'text.api.open311.no') },
    ]
  if (question.kind === 'choice')
    return Object.entries(question.options ?? {}).map(([key, name]) => ({ key, name: nameIn(language, name) }))
  return undefined
}

/** The questions of a category as the standard's attributes. */
export function definitionView(category: Category, language: Language): Value {
  return {
    service_code: category.code,
    attributes: category.questions.map((question, index) => {
      const values = valuesOf(question, language)
      return {
        variable: true,
        code: question.key,
        datatype: datatypes[question.kind],
        required: question.required,
        datatype_description: question.kind === 'date' ? say(language, 'text.api.open311.date') : '',
        order: index + 1,
        description: nameIn(language, question.label),
        ...(values === undefined ? {} : { values }),
      }
    }),
  }
}
