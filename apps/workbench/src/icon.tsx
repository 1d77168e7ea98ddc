import { type IconName, iconPaths } from '@xiangzhi/design'

/** An icon of the house beside its word; it takes the colour and the size of the text around it. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <span className="xz-icon" style={{ fontSize: size }}>
      <svg
        viewBox="0 0 24 24"
        width="1em"
        height="1em"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        // The paths are constants of the design package.
        dangerouslySetInnerHTML={{ __html: iconPaths[name] }}
      />
    </span>
  )
}
