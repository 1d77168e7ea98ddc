import { Segmented } from 'antd'
import { useState } from 'react'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { AskContact } from './ask-contact.tsx'
import type { OpenedEdition } from './use-draft.ts'

const channels = ['phone', 'elder', 'touch', 'tv', 'board'] as const
type Channel = (typeof channels)[number]

/** The screens of the channels, in pixels; the picture is shrunk to the panel. */
const screens: Readonly<Record<Exclude<Channel, 'board'>, { width: number; height: number }>> = {
  phone: { width: 390, height: 780 },
  elder: { width: 390, height: 780 },
  touch: { width: 1080, height: 1920 },
  tv: { width: 1280, height: 720 },
}
const PANEL = 390
/** What the page leaves beside the panel on a narrow screen. */
const BESIDE = 44
const VILLAGE_CODE = 12

function Screen({ editionId, version, channel }: { editionId: string; version: number; channel: Channel }) {
  const { t } = useText()
  const title = t('text.disclosureDesk.previewOf', { channel: t(`text.disclosureDesk.channel.${channel}`) })
  const base = `/api/disclosure/editions/${editionId}`
  if (channel === 'board')
    return <img className="xo-sheet" src={`${base}/board?v=${version}`} alt={title} width={PANEL} />
  const { width, height } = screens[channel]
  const scale = Math.min(1, Math.min(PANEL, window.innerWidth - BESIDE) / width)
  return (
    <div className="xo-screen" style={{ width: width * scale, height: height * scale }}>
      <iframe
        title={title}
        src={`${base}/preview?skin=${channel}&v=${version}`}
        sandbox=""
        width={width}
        height={height}
        style={{ transform: `scale(${scale})` }}
      />
    </div>
  )
}

/** The starred numbers that a second person could let through, each once for its field. */
function askable(findings: OpenedEdition['findings']): { field: string; number: string }[] {
  const found = new Map<string, { field: string; number: string }>()
  for (const { label, contact } of findings)
    if (label !== undefined && contact !== undefined)
      found.set(`${label} ${contact}`, { field: label, number: contact })
  return [...found.values()]
}

/** What of the text the public will not see, counted by where it stands. */
export function Findings({ opened }: { opened: OpenedEdition }) {
  const { t } = useText()
  const { findings, notCovered, unprintable } = opened
  const partName = (about: string): string =>
    about.startsWith('#') ? t('text.disclosureDesk.partNo', { n: Number(about.slice(1)) }) : about
  const contacts = askable(findings)
  const counted = new Map<string, { label: string; masked: (typeof findings)[number]['masked']; n: number }>()
  for (const { block, label, masked, words } of findings) {
    // What a person has to decide about stands above, with who confirmed it.
    if (words !== undefined || block === undefined) continue
    const heading = opened.edition.content.blocks[block]?.heading ?? t('text.disclosureDesk.partNo', { n: block + 1 })
    const where = label === undefined ? heading : `${heading} · ${label}`
    const key = `${where} ${masked}`
    counted.set(key, { label: where, masked, n: (counted.get(key)?.n ?? 0) + 1 })
  }
  return (
    <section className="xz-panel">
      <h2>{t('text.disclosureDesk.masked')}</h2>
      {counted.size === 0 ? (
        <p className="xz-soft">{t('text.disclosureDesk.maskedNone')}</p>
      ) : (
        <ul className="xo-findings">
          {[...counted].map(([key, { label, masked, n }]) => (
            <li key={key}>
              <StatusTag kind={masked === 'never' || masked === 'age' ? 'warn' : 'info'}>
                {t(`text.disclosureDesk.mask.${masked}`)}
              </StatusTag>{' '}
              {label} <span className="xz-soft xz-figures">{t('text.disclosureDesk.times', { n })}</span>
            </li>
          ))}
        </ul>
      )}
      {contacts.map(({ field, number }) => (
        <AskContact key={`${field} ${number}`} editionId={opened.id} field={field} number={number} />
      ))}
      {unprintable.length === 0 ? null : (
        <>
          <h3>{t('text.disclosureDesk.unprintable')}</h3>
          <p>{t('text.disclosureDesk.unprintableNote', { characters: unprintable.join('、') })}</p>
        </>
      )}
      {notCovered.length === 0 ? null : (
        <>
          <h3>{t('text.disclosureDesk.notCovered')}</h3>
          <ul className="xo-findings">
            {notCovered.map(({ limit, about }) => (
              <li key={limit}>
                {t(`text.disclosureDesk.notCovered.${limit}`, { about: about.map((one) => partName(one)).join('、') })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** The text as each channel will show it, drawn by the channels themselves from what is saved. */
export function PreviewPanel({ opened, version }: { opened: OpenedEdition; version: number }) {
  const { t } = useText()
  const [channel, setChannel] = useState<Channel>('phone')
  // Touch screens and television stand in villages; a town or the county has none.
  const offered = channels.filter(
    (one) => opened.place.code.length === VILLAGE_CODE || (one !== 'touch' && one !== 'tv'),
  )
  return (
    <aside className="xo-preview" aria-label={t('text.disclosureDesk.preview')}>
      <h2 className="xz-panel-title">{t('text.disclosureDesk.preview')}</h2>
      <Segmented<Channel>
        size="small"
        aria-label={t('text.disclosureDesk.channel')}
        value={channel}
        onChange={setChannel}
        options={offered.map((value) => ({ value, label: t(`text.disclosureDesk.channel.${value}`) }))}
      />
      <p className="xz-soft xz-small">{t('text.disclosureDesk.previewNote')}</p>
      <Screen editionId={opened.id} version={version} channel={channel} />
      <Findings opened={opened} />
    </aside>
  )
}
