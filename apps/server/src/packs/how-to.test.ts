import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const read = (path: string): Promise<string> => readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8')

/** Lines without what they are indented by, so that an example may stand deeper or shallower than where it comes from. */
const flat = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')

describe('the guide to catalogues of disclosure', () => {
  it('shows examples that stand in the counties’ packs and catalogues word for word', async () => {
    const guide = await read('docs/how-to/disclosure-catalogue.md')
    const sources = await Promise.all(
      [
        'counties/huangsheng/disclosure.yaml',
        'counties/yanliang/disclosure.yaml',
        'packages/practices/src/disclosure/huangsheng-affairs.ts',
      ].map(read),
    )
    const examples = [...guide.matchAll(/```(?:yaml|ts)\n([\s\S]*?)```/g)].map(([, example = '']) => flat(example))
    expect(examples).toHaveLength(4)
    for (const example of examples)
      expect(
        sources.map(flat).some((source) => source.includes(example)),
        example,
      ).toBe(true)
  })
})
