/** Drawn pictures that stand for photos in a demo: a road, and what is wrong on it. No picture of a real place or person. */

import sharp from 'sharp'
import type { Database } from '#platform/database'
import { develop, type Developed, type FileStore, type Hand, keepUpload } from '#platform/files'
import { type SeededRandom, seededRandom } from '#packs'

const WIDTH = 960
const HEIGHT = 720

/** What lies on the road, by the classes of categories; nothing in the picture taken afterwards. */
const subjects = {
  heap: (random: SeededRandom): string => {
    const stones = Array.from({ length: 26 }, () => {
      const [x, y, size] = [random.whole(330, 640), random.whole(430, 560), random.whole(14, 46)]
      const colour = random.pick(['#7a5c3e', '#8f8f86', '#c9c2ad', '#4f6b4a', '#b5462f', '#d9d4c5'])
      return `<rect x="${x}" y="${y}" width="${size}" height="${Math.round(size * 0.7)}" rx="5" fill="${colour}" transform="rotate(${random.whole(-40, 40)} ${x} ${y})"/>`
    })
    return stones.join('')
  },
  hole: (random: SeededRandom): string => {
    const [x, y] = [random.whole(430, 540), random.whole(500, 560)]
    return `<ellipse cx="${x}" cy="${y}" rx="${random.whole(80, 130)}" ry="${random.whole(26, 44)}" fill="#2f2c29"/><ellipse cx="${x + 8}" cy="${y + 7}" rx="70" ry="20" fill="#46413b"/>`
  },
  water: (random: SeededRandom): string =>
    `<ellipse cx="${random.whole(430, 540)}" cy="550" rx="${random.whole(160, 240)}" ry="58" fill="#7f9cab" opacity="0.85"/><ellipse cx="500" cy="540" rx="90" ry="16" fill="#a9c0ca" opacity="0.7"/>`,
  lamp: (random: SeededRandom): string => {
    const lean = random.whole(4, 12)
    return `<g transform="rotate(${lean} 620 600)"><rect x="612" y="230" width="12" height="370" fill="#5f666b"/><rect x="540" y="222" width="86" height="10" fill="#5f666b"/><rect x="528" y="218" width="34" height="18" rx="6" fill="#33383b"/></g>`
  },
} as const

type Subject = keyof typeof subjects

const subjectOf: Readonly<Record<string, Subject>> = {
  R03: 'heap',
  R08: 'heap',
  R07: 'heap',
  E01: 'heap',
  E05: 'heap',
  C03: 'heap',
  R04: 'water',
  R06: 'water',
  R0303: 'water',
  R0504: 'water',
  R05: 'hole',
  R02: 'hole',
  C01: 'hole',
  R0502: 'lamp',
  R0505: 'lamp',
  C0104: 'lamp',
  C02: 'lamp',
  E02: 'lamp',
}

/** What a picture of a category shows. */
function pictured(category: string): Subject {
  return subjectOf[category] ?? subjectOf[category.slice(0, 3)] ?? 'heap'
}

async function draw(random: SeededRandom, thing: string): Promise<Buffer> {
  const sky = random.pick(['#bcd4e2', '#cfd8dc', '#d8cfc0', '#a9c6d8'])
  const field = random.pick(['#8a9a5b', '#a89a5f', '#7d8f58', '#b3a369'])
  const wall = random.pick(['#d8c7ab', '#c9b79a', '#b9a58a', '#cfc8bc'])
  const trees = Array.from({ length: random.whole(2, 5) }, () => {
    const x = random.pick([random.whole(20, 260), random.whole(700, 930)])
    return `<rect x="${x}" y="300" width="12" height="90" fill="#5a4632"/><circle cx="${x + 6}" cy="270" r="${random.whole(38, 62)}" fill="#55713f"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="960" height="360" fill="${sky}"/>
    <rect y="340" width="960" height="380" fill="${field}"/><rect x="${random.whole(30, 120)}" y="250" width="210" height="130" fill="${wall}"/>
    <polygon points="430,345 530,345 820,720 140,720" fill="#8b8a86"/><polygon points="476,345 484,345 500,720 460,720" fill="#c8c5bb" opacity="0.6"/>
    ${trees.join('')}${thing}</svg>`
  return sharp(Buffer.from(svg)).blur(0.8).jpeg({ quality: 82 }).toBuffer()
}

/** Hands in pictures as if somebody had taken them. */
export interface DemoPhotos {
  /** The id of an upload that shows the matter, or the same place put right, for the hand that will attach it. */
  take(category: string, when: 'before' | 'after', at: Date, hand: Hand): Promise<string>
}

const VARIANTS = 3

/** Each picture is drawn and developed once and handed in as often as somebody takes one. */
export function demoPhotos(database: Database, store: FileStore, county: number, seed: number): DemoPhotos {
  const developed = new Map<string, Promise<Developed>>()
  const turns = new Map<string, number>()
  const picture = (name: string, subject: Subject | undefined): Promise<Developed> => {
    const known = developed.get(name)
    if (known) return known
    const random = seededRandom(seed, `photo ${name}`)
    const made = draw(random, subject ? subjects[subject](random) : '').then((content) =>
      develop(store, { name: '演示照片.jpg', content }),
    )
    developed.set(name, made)
    return made
  }
  return {
    take: async (category, when, at, hand) => {
      const subject = pictured(category)
      const turn = (turns.get(`${subject} ${when}`) ?? 0) % VARIANTS
      turns.set(`${subject} ${when}`, turn + 1)
      const made = await picture(
        when === 'after' ? `after ${turn}` : `${subject} ${turn}`,
        when === 'after' ? undefined : subject,
      )
      const by = 'personId' in hand ? { by: hand.personId } : { by: null, forRequest: hand.requestId }
      return database.write(county, (tx) => keepUpload(tx, made, { now: at, ...by, demo: true }))
    },
  }
}
