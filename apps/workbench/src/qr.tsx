import { QRCode } from 'antd'

/** A QR code with words for those who cannot see it. */
export function Qr({ value, label, size = 140 }: { value: string; label: string; size?: number }) {
  return <QRCode aria-label={label} value={value} size={size} type="canvas" bgColor="#ffffff" color="#000000" />
}
