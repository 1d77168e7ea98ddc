/**
 * Icons are drawn by hand on a grid of 24 with a stroke of 1.8 and round ends. An icon never stands alone: a word is
 * always beside it, so each is hidden from assistive technology.
 */
export const iconPaths = {
  // What a case is about.
  environment: '<path d="M5 7.5h14M9.5 7.5V5h5v2.5M6.5 7.5l1 12.5h9l1-12.5M10.2 11v5.5M13.8 11v5.5"/>',
  road: '<path d="M8.5 3.5 4 20.5M15.5 3.5 20 20.5M12 4.5v3M12 10.5v3M12 16.5v3.5"/>',
  water:
    '<path d="M12 3.5c3.6 4.2 5.8 7.2 5.8 10.4a5.8 5.8 0 0 1-11.6 0c0-3.2 2.2-6.2 5.8-10.4zM9.3 14.5a2.8 2.8 0 0 0 2.7 2.7"/>',
  electricity: '<path d="M13.5 3 5.5 13.5h5.5L10.5 21l8-10.5H13z"/>',
  safety: '<path d="M12 3.5 19 6v5.5c0 4.3-2.9 7.4-7 9-4.1-1.6-7-4.7-7-9V6zM12 8v4.5M12 15.8v.1"/>',
  dispute: '<path d="M3.5 5h10v7.5H8L5.5 15v-2.5h-2zM16.5 9h4v7.5h-2V19L16 16.5h-5.5V15"/>',
  construction: '<path d="M3.5 20.5h17M5.5 20.5V10L12 5l6.5 5v10.5M9.5 20.5v-6h5v6M12 5V3"/>',
  farm: '<path d="M12 21V9.5M12 13.5c-3.5 0-5.5-2-5.5-5 3.5 0 5.5 2 5.5 5zM12 13.5c3.5 0 5.5-2 5.5-5-3.5 0-5.5 2-5.5 5zM12 8.5c-1.8-1.7-1.8-3.5 0-5.5 1.8 2 1.8 3.8 0 5.5zM12 18.5c-3.5 0-5.5-2-5.5-5M12 18.5c3.5 0 5.5-2 5.5-5"/>',
  street:
    '<path d="M4 9.5 5.5 4.5h13L20 9.5M4 9.5a2.7 2.7 0 0 0 5.3 0 2.7 2.7 0 0 0 5.4 0 2.7 2.7 0 0 0 5.3 0M5.5 12v8.5h13V12M10 20.5V15.5h4v5"/>',
  publicity: '<path d="M4 10v4h3l7.5 4.5v-13L7 10zM17.5 9a4.2 4.2 0 0 1 0 6M8 14l1.5 5.5H12L11 16.5"/>',
  service: '<path d="M3.5 20.5h17M5 17.5h14a7 7 0 0 0-14 0zM12 10.5V8M10 7.5h4"/>',
  care: '<path d="M12 20.2 4.8 13a4.5 4.5 0 0 1 0-6.4 4.5 4.5 0 0 1 6.4 0l.8.8.8-.8a4.5 4.5 0 0 1 6.4 0 4.5 4.5 0 0 1 0 6.4z"/>',
  policy: '<path d="M12 6.5C10 5 7.5 4.5 4 4.5v13.5c3.5 0 6 .5 8 2 2-1.5 4.5-2 8-2V4.5c-3.5 0-6 .5-8 2zM12 6.5V20"/>',
  suggestion: '<path d="M9 17.5c0-2.5-3-3.7-3-7.5a6 6 0 0 1 12 0c0 3.8-3 5-3 7.5zM9.8 20.5h4.4"/>',
  other: '<circle cx="12" cy="12" r="8.5"/><path d="M8 12v.1M12 12v.1M16 12v.1"/>',

  // What one can do.
  report:
    '<path d="M20.5 12v6.5a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-13a2 2 0 0 1 2-2H12M9 15l.8-3.5 8.7-8.7 2.7 2.7-8.7 8.7z"/>',
  progress:
    '<path d="M6 5.5v13M6 5.5h.1M6 12h.1M6 18.5h.1M10.5 5.5h9M10.5 12h9M10.5 18.5h5"/><circle cx="6" cy="5.5" r="1.8"/><circle cx="6" cy="12" r="1.8"/><circle cx="6" cy="18.5" r="1.8"/>',
  formalities: '<path d="M7 3.5h7.5L18.5 7.5v13H5.5V3.5zM14 3.5V8h4.5M8.5 12h7M8.5 15h4M13 18.5l1.5 1.3 2.5-3"/>',
  phone:
    '<path d="M5 4h3.8l1.7 4.2-2.2 1.7a12 12 0 0 0 5.8 5.8l1.7-2.2L20 15.2V19a1.5 1.5 0 0 1-1.6 1.5C10.5 20 4 13.5 3.5 5.6A1.5 1.5 0 0 1 5 4z"/>',
  photo: '<path d="M3.5 7.5h4L9 5h6l1.5 2.5h4v12h-17z"/><circle cx="12" cy="13" r="3.5"/>',
  place:
    '<path d="M12 21c4.5-4.7 6.8-8 6.8-11a6.8 6.8 0 0 0-13.6 0c0 3 2.3 6.3 6.8 11z"/><circle cx="12" cy="10" r="2.5"/>',
  search: '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
  print: '<path d="M7 8.5v-5h10v5M7 17.5H3.5v-9h17v9H17M7 14h10v6.5H7z"/>',
  filter: '<path d="M3.5 5h17l-6.5 8v7l-4-2.5V13z"/>',
  map: '<path d="m3.5 6 5.5-2 6 2 5.5-2v14L15 20l-6-2-5.5 2zM9 4v14M15 6v14"/>',
  list: '<path d="M8.5 6h12M8.5 12h12M8.5 18h12M4 6h.1M4 12h.1M4 18h.1"/>',
  attach:
    '<path d="m19.5 11-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.8 7.8a1.6 1.6 0 0 1-2.2-2.2L14.5 7.5"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
  flag: '<path d="M5.5 21V4M5.5 4.5c4-2 7 2 12.5 0v9c-5.5 2-8.5-2-12.5 0"/>',
  whistle:
    '<path d="M9.5 8.5h11v3.5h-5.3a5.9 5.9 0 1 1-5.7-3.5zM13 8.5v3M5.5 5.5 4.5 4M9.5 5V3M13.5 5.5l1-1.5"/><circle cx="9.5" cy="14.3" r="1.7"/>',
  merge: '<path d="M6 3.5v4.5l6 6v6.5M18 3.5v4.5l-6 6M9 17.5l3 3 3-3"/>',
  pause: '<path d="M8.5 5v14M15.5 5v14"/>',
  play: '<path d="M7.5 4.5v15l12-7.5z"/>',
  lock: '<path d="M5 10.5h14v10H5zM8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2.5"/>',
  user: '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6"/>',
  organisation: '<path d="M9 3.5h6v5H9zM3.5 15.5h6v5h-6zM14.5 15.5h6v5h-6zM12 8.5V12M6.5 15.5V12h11v3.5"/>',
  check: '<path d="m4.5 12.5 5 5 10-11"/>',
  cross: '<path d="m6 6 12 12M18 6 6 18"/>',
  arrow: '<path d="m9 5 7 7-7 7"/>',
  back: '<path d="m15 5-7 7 7 7"/>',
  home: '<path d="m3.5 11.5 8.5-8 8.5 8M6 9.5v11h12v-11M10 20.5v-6h4v6"/>',
  elder: '<path d="M3.5 19 8 6.5h1L13.5 19M5.2 14.5h6.6M17.5 5v9M13.5 9.5h8"/>',
  disclosure: '<path d="M4 4h16v11.5H4zM7.5 8h9M7.5 11.5h6M8 15.5V20.5M16 15.5v5"/>',
  money: '<circle cx="12" cy="12" r="8.5"/><path d="m8.5 7.5 3.5 4.5 3.5-4.5M12 12v5M9 12.5h6M9 15h6"/>',
  question:
    '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.7a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.6v.1"/>',
  warning: '<path d="M12 4 21 19.5H3zM12 10v4.5M12 17v.1"/>',
  info: '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>',
  calendar: '<path d="M4 6h16v14.5H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8"/>',
  download: '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15"/>',
  vote: '<path d="M4 12.5h16v8H4zM7 12.5l1-9h8l1 9M10 16h4M10 8l1.5 1.5L14.5 6.5"/>',
  people:
    '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.5-3.7 2.9-5.5 6.5-5.5s6 1.8 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.9c2.3.7 3.6 2.4 4 5.1"/>',
  grid: '<path d="M4 4h16v16H4zM4 9.5h16M4 14.8h9.5M13.5 9.5V20M9 4v5.5"/>',
} as const

/** The name of an icon; category names match the `icon` keys of the county packs. */
export type IconName = keyof typeof iconPaths

function draw(name: IconName): string {
  return (
    '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.8" ' +
    `stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${iconPaths[name]}</svg>`
  )
}

/** Every icon as a complete inline SVG of 24 px that takes the colour of the text around it. */
export const icons = Object.fromEntries(
  (Object.keys(iconPaths) as IconName[]).map((name) => [name, draw(name)]),
) as Readonly<Record<IconName, string>>

/** Whether a name that came from data (a county pack) has an icon. */
export function isIconName(name: string): name is IconName {
  return Object.hasOwn(iconPaths, name)
}

/** The icon of a name that came from data, or the neutral one when the name is unknown. */
export function iconOf(name: string): string {
  return icons[isIconName(name) ? name : 'other']
}
