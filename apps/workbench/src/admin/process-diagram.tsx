import { colours, statusTone } from '@xiangzhi/design'
import type { ProcessDeclaration } from '@xiangzhi/language'
import { useMemo } from 'react'
import { type Speech, useText } from '../text.tsx'
import { arrowPath, layOutProcess, type Measures } from './process-layout.ts'
import { type Parameters, sayRole, sayWithin } from './process-words.ts'

const LINE = 19
const PAD = 12

/** How wide a text is drawn at 13 px: Chinese characters take a whole em, others about half. */
function widthOf(text: string, size = 13): number {
  let em = 0
  for (const character of text) em += /[\u2e80-\uffef]/.test(character) ? 1 : 0.56
  return em * size
}

interface Words {
  readonly state: (state: string) => { title: string; lines: string[] }
  readonly arrow: (transition: string) => { title: string; by: string }
}

function wordsOf(t: Speech['t'], process: ProcessDeclaration, parameters: Parameters): Words {
  return {
    state: (key) => {
      const state = process.states[key]
      if (!state) return { title: key, lines: [] }
      if (state.kind === 'closed') return { title: t(state.label), lines: [t(`text.common.status.${state.public}`)] }
      const clocks = state.due.map((clock) =>
        t('text.admin.diagram.within', { time: sayWithin(t, clock.within, parameters) }),
      )
      return {
        title: t(state.label),
        lines: [
          sayRole(t, process, state.owner),
          ...(clocks.length > 0 ? clocks : [t('text.common.deadline.untimed')]),
        ],
      }
    },
    arrow: (key) => {
      const transition = process.transitions[key]
      if (!transition) return { title: key, by: '' }
      return {
        title: t(transition.label),
        by: transition.by.map((role) => sayRole(t, process, role)).join(t('text.admin.slash')),
      }
    },
  }
}

function measuresOf(words: Words): Measures {
  return {
    box: (key) => {
      const { title, lines } = words.state(key)
      return {
        width: Math.max(widthOf(title, 15), ...lines.map((line) => widthOf(line))) + 2 * PAD,
        height: (lines.length + 1) * LINE + 2 * PAD - 4,
      }
    },
    shared: (states) => ({
      width: Math.max(...states.map((key) => widthOf(words.state(key).title))) + 2 * PAD,
      height: states.length * LINE + 14,
    }),
    label: (transitions) => {
      const said = transitions.map((key) => words.arrow(key))
      return {
        width: Math.max(...said.map(({ title, by }) => widthOf(`${title} ${by}`, 12))) + 14,
        height: transitions.length * 18 + 2,
      }
    },
  }
}

/** A process as a drawing: boxes are states with owner and time, arrows are what may be done and by whom. */
export function ProcessDiagram({ process, parameters }: { process: ProcessDeclaration; parameters: Parameters }) {
  const { t, language } = useText()
  const { words, layout } = useMemo(() => {
    const said = wordsOf(t, process, parameters)
    return { words: said, layout: layOutProcess(process, measuresOf(said)) }
    // `t` changes with the language only.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [process, language, parameters])
  const { width, height } = layout
  return (
    <section
      className="xa-diagram"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
      tabIndex={0}
      aria-label={t('text.admin.diagram.of', { title: t(process.title) })}
    >
      <svg
        viewBox={`0 0 ${Math.ceil(width)} ${Math.ceil(height)}`}
        width={Math.ceil(width)}
        height={Math.ceil(height)}
        role="img"
        aria-label={t('text.admin.diagram.of', { title: t(process.title) })}
      >
        <defs>
          <marker
            id="xa-arrow"
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="8"
            markerHeight="8"
            orient="auto-start-reverse"
          >
            <path d="M0 0 10 5 0 10z" fill={colours.inkSoft} />
          </marker>
        </defs>
        {layout.arrows.map((arrow) => (
          <path
            key={`${arrow.from} ${arrow.to}`}
            d={arrowPath(arrow.points)}
            fill="none"
            stroke={colours.inkSoft}
            strokeWidth="1.4"
            markerEnd="url(#xa-arrow)"
          />
        ))}
        {layout.arrows.map((arrow) => (
          <g key={`${arrow.from} ${arrow.to}`} transform={`translate(${arrow.x} ${arrow.y})`}>
            <rect
              x={-arrow.width / 2}
              y={-arrow.height / 2}
              width={arrow.width}
              height={arrow.height}
              rx="4"
              fill={colours.surface}
              opacity="0.94"
            />
            {arrow.transitions.map((key, index) => {
              const { title, by } = words.arrow(key)
              return (
                <text
                  key={key}
                  textAnchor="middle"
                  y={(index - (arrow.transitions.length - 1) / 2) * 18 + 4}
                  fontSize="12"
                >
                  <tspan fontWeight={process.transitions[key]?.primary ? 700 : 500} fill={colours.ink}>
                    {title}
                  </tspan>
                  <tspan dx="5" fill={colours.inkSoft}>
                    {by}
                  </tspan>
                </text>
              )
            })}
          </g>
        ))}
        {layout.shared.map((box) => (
          <g key={box.key} transform={`translate(${box.x - box.width / 2} ${box.y - box.height / 2})`}>
            <rect
              width={box.width}
              height={box.height}
              rx="6"
              fill={colours.ground}
              stroke={colours.inkFaint}
              strokeDasharray="4 3"
            />
            {box.from.map((state, index) => (
              <text
                key={state}
                x={box.width / 2}
                y={(index + 1) * LINE}
                textAnchor="middle"
                fontSize="13"
                fill={colours.inkSoft}
              >
                {words.state(state).title}
              </text>
            ))}
          </g>
        ))}
        {layout.boxes.map((box) => {
          const { title, lines } = words.state(box.state)
          const state = process.states[box.state]
          const tone = statusTone[state?.public ?? 'received']
          const start = box.state === process.start
          return (
            <g key={box.state} transform={`translate(${box.x - box.width / 2} ${box.y - box.height / 2})`}>
              <rect
                width={box.width}
                height={box.height}
                rx={state?.kind === 'closed' ? 18 : 6}
                fill={tone.background}
                stroke={tone.foreground}
                strokeWidth={start ? 2.4 : 1.3}
              />
              <text
                x={box.width / 2}
                y={PAD + 12}
                textAnchor="middle"
                fontSize="15"
                fontWeight="700"
                fill={tone.foreground}
              >
                {title}
              </text>
              {lines.map((line, index) => (
                <text
                  key={line}
                  x={box.width / 2}
                  y={PAD + 12 + (index + 1) * LINE}
                  textAnchor="middle"
                  fontSize="13"
                  fill={index === 0 ? colours.ink : colours.inkSoft}
                >
                  {line}
                </text>
              ))}
            </g>
          )
        })}
      </svg>
    </section>
  )
}
