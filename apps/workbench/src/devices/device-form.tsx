import { registerDevice } from '@xiangzhi/contract'
import { App, Form, Modal, Segmented, Select } from 'antd'
import { useChange } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { LineInput } from '../words-input.tsx'

interface Values {
  name: string
  kind: 'touch' | 'tv'
  village: string
  code: string
}

/** Registers a screen by the eight signs that it shows. */
export function DeviceForm({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useText()
  const county = useCounty()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const register = useChange(registerDevice)
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <Modal
      title={t('text.devices.add')}
      open={open}
      onCancel={close}
      okText={t('text.devices.save')}
      cancelText={t('text.devices.cancel')}
      confirmLoading={register.isPending}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <ProblemNotice problem={register.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ kind: 'touch' }}
        onFinish={(values) =>
          register.mutate(values, {
            onSuccess: () => {
              void message.success(t('text.devices.added'))
              close()
            },
          })
        }
      >
        <Form.Item
          name="code"
          label={t('text.devices.code')}
          extra={t('text.devices.codeHint')}
          rules={[{ required: true, pattern: /^[2-9A-HJ-NP-Za-hj-np-z]{8}$/, message: t('text.devices.codeHint') }]}
        >
          <LineInput most={8} autoComplete="off" autoCapitalize="characters" />
        </Form.Item>
        <Form.Item name="kind" label={t('text.devices.kind')} rules={required}>
          <Segmented
            options={(['touch', 'tv'] as const).map((value) => ({ value, label: t(`text.devices.kind.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="village" label={t('text.devices.village')} rules={required}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={county.towns.flatMap((town) =>
              town.villages.map(({ id, name }) => ({
                value: id,
                label: name + t('text.common.aside', { what: town.name }),
              })),
            )}
          />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('text.devices.name')}
          rules={[{ required: true, whitespace: true, message: t('text.admin.required') }]}
        >
          <LineInput most={60} autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
