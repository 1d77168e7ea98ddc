/** Measured values in the text form of Prometheus (version 0.0.4). */

export type Labels = Readonly<Record<string, string>>

interface Series {
  readonly labels: Labels
  value: number
}

interface Family {
  readonly name: string
  readonly help: string
  readonly kind: 'counter' | 'gauge'
  readonly series: Map<string, Series>
}

interface Distribution {
  readonly labels: Labels
  readonly counts: number[]
  sum: number
  count: number
}

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const labelText = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** A number that goes up, or that is set; one series for each set of labels. */
export interface Measure {
  add(labels?: Labels, amount?: number): void
  set(value: number, labels?: Labels): void
  /** Forgets all series, so that those which are set next are the only ones. */
  clear(): void
}

export interface Durations {
  observe(seconds: number, labels: Labels): void
}

export interface Registry {
  /** A name that is there already gives the same measure again. */
  counter(name: string, help: string): Measure
  gauge(name: string, help: string): Measure
  /** `bounds` are the upper bounds of the buckets, in seconds, ascending. */
  durations(name: string, help: string, bounds: readonly number[]): Durations
  /** Everything measured so far. */
  text(): string
}

const measureOf = (family: Family): Measure => {
  const seriesOf = (labels: Labels): Series => {
    const key = labelText(labels)
    let series = family.series.get(key)
    if (!series) family.series.set(key, (series = { labels, value: 0 }))
    return series
  }
  return {
    add: (labels = {}, amount = 1) => {
      seriesOf(labels).value += amount
    },
    set: (value, labels = {}) => {
      seriesOf(labels).value = value
    },
    clear: () => family.series.clear(),
  }
}

const writeFamily = ({ name, help, kind, series }: Family): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${kind}`,
  ...[...series].map(([labels, { value }]) => `${name}${labels} ${value}`),
]

/** An empty registry. Its series live as long as the process; labels must therefore come from small, closed sets. */
export const openRegistry = (): Registry => {
  const writers: (() => string[])[] = []
  const measures = new Map<string, Measure>()
  const measure = (kind: Family['kind']) => (name: string, help: string) => {
    const known = measures.get(name)
    if (known) return known
    const family: Family = { name, help, kind, series: new Map() }
    writers.push(() => writeFamily(family))
    const made = measureOf(family)
    measures.set(name, made)
    return made
  }
  return {
    counter: measure('counter'),
    gauge: measure('gauge'),
    durations: (name, help, bounds) => {
      const distributions = new Map<string, Distribution>()
      writers.push(() => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} histogram`,
        ...[...distributions.values()].flatMap(({ labels, counts, sum, count }) => [
          ...bounds.map((bound, at) => `${name}_bucket${labelText({ ...labels, le: String(bound) })} ${counts[at]}`),
          `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count}`,
          `${name}_sum${labelText(labels)} ${sum}`,
          `${name}_count${labelText(labels)} ${count}`,
        ]),
      ])
      return {
        observe: (seconds, labels) => {
          const key = labelText(labels)
          let found = distributions.get(key)
          if (!found) distributions.set(key, (found = { labels, counts: bounds.map(() => 0), sum: 0, count: 0 }))
          for (const [at, bound] of bounds.entries())
            if (seconds <= bound) found.counts[at] = (found.counts[at] ?? 0) + 1
          found.sum += seconds
          found.count += 1
        },
      }
    },
    text: () => `${writers.flatMap((write) => write()).join('\n')}\n`,
  }
}
