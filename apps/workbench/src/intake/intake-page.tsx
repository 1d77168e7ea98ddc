import { listCases, openCase } from '@xiangzhi/contract'
import type { FieldValues } from '@xiangzhi/language'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Form, Input, Radio } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { useChange, useRead } from '../api-client.ts'
import { CaseCard } from '../cases/case-columns.tsx'
import { useCaseWords } from '../cases/case-words.tsx'
import { FieldInput, QuestionInput } from '../cases/field-input.tsx'
import { useShapes } from '../map/shapes.ts'
import { Moment } from '../moment.tsx'
import { optionalMark } from '../optional-mark.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { Qr } from '../qr.tsx'
import { useCounty, useMe } from '../session.tsx'
import { useText } from '../text.tsx'
import { fieldsOffDevice } from '../drafts.ts'
import { useDraft } from '../use-draft.tsx'
import { CategoryPicker } from './category-picker.tsx'
import { OwnGridPicker, useOwnPlaces } from './own-places.tsx'
import { PlacePicker } from './place-picker.tsx'
import { LineInput, WordsInput } from '../words-input.tsx'

interface Values {
  readonly source: 'phone' | 'counter' | 'patrol' | 'hotline'
  readonly category: string
  readonly placeId: string
  readonly description: string
  readonly fields?: Record<string, FieldValues[string] | undefined>
  readonly answers?: Record<string, FieldValues[string] | undefined>
  readonly name?: string
  readonly phone?: string
  readonly wantsAnswer?: boolean
}

const given = (values: Values['fields']): Record<string, FieldValues[string]> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, value]])),
  )

/** The village of one's own reach, if it is one village or a grid in it. */
function useOwnVillage(): string | undefined {
  const me = useMe()
  const village = me.grants.find((grant) => grant.level === 'village')?.placeId ?? undefined
  const grid = me.grants.find((grant) => grant.level === 'grid')?.placeId ?? undefined
  const shapes = useShapes('grid', grid, grid !== undefined && village === undefined)
  return village ?? shapes.data?.shapes.find((shape) => shape.id === grid)?.parentId ?? undefined
}

/** Opens a case for somebody on the telephone or at the counter, or for what was found on patrol. */
export function IntakePage() {
  const { t, named, language } = useText()
  const words = useCaseWords()
  const county = useCounty()
  const me = useMe()
  const [form] = Form.useForm<Values>()
  const [village, setVillage] = useState<string>()
  const ownVillage = useOwnVillage()
  const { grids, within } = useOwnPlaces()
  const [opened, setOpened] = useState<Values['source']>()
  const change = useChange(openCase)
  const result = useRef<HTMLDivElement>(null)
  const category = Form.useWatch('category', form) as string | undefined
  const source = Form.useWatch('source', form) as Values['source'] | undefined
  const chosen = category ? county.category(category) : undefined
  // Before a category is chosen the form asks what nearly every report needs, so that a photo can come first.
  const process = county.process((chosen ?? county.categories[0])?.process ?? '')
  const patrols = me.grants.some((grant) => grant.level === 'grid' || grant.level === 'village')
  const initial = {
    source: patrols ? ('patrol' as const) : ('phone' as const),
    wantsAnswer: true,
    ...(grids?.[0] ? { placeId: grids[0].id } : {}),
  }
  const draft = useDraft('intake', {
    initial,
    put: (values) => form.setFieldsValue(values),
    reset: () => form.resetFields(),
    never: fieldsOffDevice(process),
  })
  const since = useMemo(
    () => new Date(Date.parse(county.now) - 30 * 86_400_000).toISOString().slice(0, 10),
    [county.now],
  )
  const similar = useRead(
    listCases,
    {
      village: village ?? (grids ? ownVillage : undefined) ?? '',
      category: category?.slice(0, 3) ?? '',
      from: since,
      limit: 6,
    },
    { enabled: (village ?? (grids ? ownVillage : undefined)) !== undefined && category !== undefined, keep: true },
  )
  const submit = (values: Values): void => {
    setOpened(values.source)
    const contact = values.source !== 'patrol' && (values.name?.trim() || values.phone?.trim())
    change.mutate(
      {
        category: values.category,
        placeId: values.placeId,
        description: values.description,
        fields: given(values.fields) as never,
        answers: given(values.answers) as never,
        source: values.source,
        ...(contact || values.source !== 'patrol'
          ? {
              reporter: {
                ...(values.name?.trim() ? { name: values.name.trim() } : {}),
                ...(values.phone?.trim() ? { phone: values.phone.trim() } : {}),
                wantsAnswer: values.wantsAnswer ?? true,
                language,
              },
            }
          : {}),
      },
      {
        onSuccess: () => {
          draft.sent()
          window.setTimeout(() => result.current?.focus(), 0)
        },
      },
    )
  }
  if (change.data) {
    const link = `${window.location.origin}/t/${change.data.token}`
    return (
      <Page title={t('text.workbench.intake.done')} wide={false}>
        <div ref={result} tabIndex={-1} className="xz-reference" aria-live="polite">
          <span>{t('text.workbench.intake.number')}</span>
          <strong>{change.data.number}</strong>
          {change.data.dueAt ? (
            <p>
              {t('text.workbench.intake.due')} <Moment at={change.data.dueAt} />
            </p>
          ) : null}
          {/* The private link is the reporter's; what was found on patrol has none. */}
          {opened === 'patrol' ? null : (
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 20, alignItems: 'center' }}>
              <Qr value={link} label={t('text.workbench.intake.linkLabel')} />
              <div style={{ flex: '1 1 240px' }}>
                <p>{t('text.workbench.intake.link')}</p>
                <Input
                  readOnly
                  value={link}
                  aria-label={t('text.workbench.intake.linkLabel')}
                  onFocus={(event) => event.target.select()}
                />
              </div>
            </div>
          )}
        </div>
        <div className="xz-actions">
          <Link to="/cases/$caseId" params={{ caseId: change.data.id }}>
            <Button type="primary" size="large">
              {t('text.workbench.intake.open')}
            </Button>
          </Link>
          <Button
            size="large"
            onClick={() => {
              change.reset()
              form.resetFields()
              setVillage(undefined)
            }}
          >
            {t('text.workbench.intake.another')}
          </Button>
        </div>
      </Page>
    )
  }
  const asks = (process?.opening.asks ?? []).flatMap((key) =>
    process?.fields[key] ? [{ key, field: process.fields[key], required: process.opening.requires.includes(key) }] : [],
  )
  // On patrol the picture comes first: what is seen is taken before it is described.
  const cameraFirst = (source ?? (patrols ? 'patrol' : 'phone')) === 'patrol'
  const fieldsOf = (which: (field: (typeof asks)[number]['field']) => boolean) =>
    asks
      .filter(({ field }) => which(field))
      .map(({ key, field, required }) => (
        <Form.Item
          key={`${process?.key}-${key}`}
          name={['fields', key]}
          label={words.key(field.label)}
          extra={field.hint ? words.key(field.hint) : undefined}
          rules={[{ required, message: t('text.workbench.form.fill') }]}
        >
          <FieldInput field={field} />
        </Form.Item>
      ))
  return (
    <Page title={t('text.workbench.menu.intake')} note={t('text.workbench.intake.note')}>
      <div className="xz-intake">
        <section className="xz-panel">
          {draft.notice}
          <Form<Values>
            form={form}
            layout="vertical"
            scrollToFirstError
            requiredMark={optionalMark(t('text.workbench.form.optional'))}
            initialValues={initial}
            onFinish={submit}
            // What is said of a sealed matter stays off the device, also what was typed before its category was chosen.
            onValuesChange={(_changed, values: Values) =>
              county.category(values.category)?.sealed ? draft.sent() : draft.keep(values)
            }
          >
            {fieldsOf((field) => cameraFirst && field.kind === 'files')}
            <Form.Item name="source" label={t('text.workbench.intake.source')} rules={[{ required: true }]}>
              <Radio.Group
                optionType="button"
                options={([...(patrols ? (['patrol'] as const) : []), 'phone', 'counter', 'hotline'] as const).map(
                  (value) => ({
                    value,
                    label: words.source(value),
                  }),
                )}
              />
            </Form.Item>
            <Form.Item
              name="category"
              label={t('text.workbench.column.category')}
              rules={[{ required: true, message: t('text.workbench.intake.needCategory') }]}
            >
              <CategoryPicker />
            </Form.Item>
            {chosen?.notice ? (
              <Alert type="error" showIcon title={named(chosen.notice)} style={{ marginBottom: 16 }} />
            ) : null}
            {chosen?.sealed ? (
              <Alert type="warning" showIcon title={t('text.workbench.intake.sealed')} style={{ marginBottom: 16 }} />
            ) : null}
            {chosen?.register ? (
              <p className="xz-soft xz-small" style={{ marginTop: -8 }}>
                {t('text.workbench.intake.register')}
                {named(chosen.register)}
              </p>
            ) : null}
            <Form.Item
              name="placeId"
              label={t('text.workbench.column.place')}
              rules={[{ required: true, message: t('text.common.refusal.place-unknown') }]}
            >
              {grids ? (
                <OwnGridPicker grids={grids} />
              ) : (
                <PlacePicker start={ownVillage} onVillage={setVillage} within={within} />
              )}
            </Form.Item>
            <Form.Item
              name="description"
              label={t('text.workbench.intake.description')}
              extra={t('text.workbench.intake.descriptionHint')}
              rules={[{ required: true, whitespace: true, message: t('text.workbench.form.fill') }]}
            >
              <WordsInput autoSize={{ minRows: 3, maxRows: 10 }} most={4000} />
            </Form.Item>
            {(chosen?.questions ?? []).map((question) => (
              <Form.Item
                key={question.key}
                name={['answers', question.key]}
                label={named(question.label)}
                rules={[{ required: question.required, message: t('text.workbench.form.fill') }]}
              >
                <QuestionInput question={question} />
              </Form.Item>
            ))}
            {fieldsOf((field) => !cameraFirst || field.kind !== 'files')}
            {source === 'patrol' ? null : (
              <fieldset className="xz-fieldset">
                <legend>{t('text.workbench.intake.reporter')}</legend>
                <p className="xz-soft xz-small">{t('text.workbench.intake.reporterNote')}</p>
                <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12 }}>
                  <Form.Item name="name" label={t('text.workbench.intake.name')} style={{ flex: '1 1 160px' }}>
                    <LineInput most={50} autoComplete="off" />
                  </Form.Item>
                  <Form.Item
                    name="phone"
                    label={t('text.workbench.intake.phone')}
                    style={{ flex: '1 1 180px' }}
                    rules={[{ pattern: /^[\d\s+-]{7,20}$/, message: t('text.workbench.intake.phoneWrong') }]}
                  >
                    <LineInput most={30} inputMode="tel" autoComplete="off" />
                  </Form.Item>
                </div>
                <Form.Item name="wantsAnswer" valuePropName="checked" style={{ marginBottom: 0 }}>
                  <Checkbox>{t('text.workbench.intake.wantsAnswer')}</Checkbox>
                </Form.Item>
              </fieldset>
            )}
            <ProblemNotice problem={change.error} />
            <Button type="primary" size="large" htmlType="submit" loading={change.isPending}>
              {t('text.workbench.intake.do')}
            </Button>
          </Form>
        </section>
        <aside className="xz-panel" aria-label={t('text.workbench.intake.similar')}>
          <h2>{t('text.workbench.intake.similar')}</h2>
          {village === undefined || category === undefined ? (
            <p className="xz-soft">{t('text.workbench.intake.similarHint')}</p>
          ) : similar.data?.rows.length === 0 ? (
            <p className="xz-soft">{t('text.workbench.intake.similarNone')}</p>
          ) : (
            <>
              <p className="xz-soft">{t('text.workbench.intake.similarNote')}</p>
              <ul className="xz-cards" style={{ margin: '0 -16px -14px' }}>
                {(similar.data?.rows ?? []).map((row) => (
                  <li key={row.id}>
                    <CaseCard row={row} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </aside>
      </div>
    </Page>
  )
}
