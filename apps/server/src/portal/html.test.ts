import { expect, test } from 'vitest'
import { drawContent } from './content-blocks.ts'
import { html, verbatim } from './html.ts'

const place = '130102001001'
const number = '15098761234'

test('what a page shows is screened, also in what is read out, listed or called', () => {
  const page = html`<p title="${`找 ${number}`}">${`找 ${number}`}${[number, html`<b>${number}</b>`]}</p><a href="tel:${number}">x</a><img alt="${number}">`
  expect(page.text).not.toContain(number)
  expect(page.text.match(/＊＊＊＊/g)).toHaveLength(6)
})

test('what somebody typed goes back into its field as it was, and an address is left alone', () => {
  const field = html`<input value="${number}"><textarea rows="3">${number}</textarea><a href="/v/${place}">x</a>`
  expect(field.text).toBe(
    `<input value="${number}"><textarea rows="3">${number}</textarea><a href="/v/130102001001">x</a>`,
  )
  // A part of a tag is a template of its own in our forms.
  expect(html`${html` value="${number}"`}`.text).toContain(number)
})

test('own words are shown whole, and escaped', () => {
  expect(html`<dd>${verbatim(`<${number}>`, 'own-words')}</dd>`.text).toBe(`<dd>&lt;${number}&gt;</dd>`)
})

test('no page holds what HTML cannot hold', () => {
  expect(html`<p>${'一\u0007\uD842'}</p><input value="${'二\u0000'}">`.text).toBe('<p>一</p><input value="二">')
})

test('a document shows the numbers that its fields name as let through, there and nowhere else', () => {
  const content = {
    blocks: [
      { kind: 'facts', rows: [{ label: '值班电话', value: `${number} 15098765555`, contacts: [number] }] },
      {
        kind: 'table',
        columns: [
          { key: 'a', label: '岗位', align: 'text' },
          { key: 'b', label: '值班电话', align: 'text', contacts: ['13302931117'] },
        ],
        rows: [{ a: '<13302931117>', b: '<13302931117>' }],
      },
    ],
  } as const
  const page = drawContent({ reader: { say: (key) => key } }, content).text
  expect(page).toContain(`<dd>${number} ＊＊＊＊</dd>`)
  expect(page).toContain('<td>&lt;＊＊＊＊&gt;</td><td>&lt;13302931117&gt;</td>')
})
