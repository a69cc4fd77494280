import { useWords } from '../../i18n/index.ts'
import { layersOf, shortOf } from './recall.ts'
import type { Recall } from './recall.ts'

const WIDE = 176
const HIGH = 46
const APART_X = 64
const APART_Y = 14

/** Columns by steps, lines by links. The list beside it says the same: the graph is hidden from who listens. */
export function RecallGraph({ recall }: { recall: Recall }) {
  const { t } = useWords()
  const { places, links, left, columns, rows } = layersOf(recall)
  const x = (column: number) => column * (WIDE + APART_X)
  const y = (row: number) => row * (HIGH + APART_Y)
  return (
    <>
      <div className="table-box" aria-hidden>
        <svg
          className="recall-graph"
          width={Math.max(1, columns) * (WIDE + APART_X) - APART_X + 2}
          height={Math.max(1, rows) * (HIGH + APART_Y) - APART_Y + 2}
        >
          <g transform="translate(1 1)">
            {links.map(({ from, to, by }, index) => {
              const [x1, y1] = [x(from.column) + WIDE, y(from.row) + HIGH / 2]
              const [x2, y2] = [x(to.column), y(to.row) + HIGH / 2]
              return (
                <path
                  key={index}
                  className={by}
                  d={`M${x1} ${y1} C${x1 + APART_X / 2} ${y1} ${x2 - APART_X / 2} ${y2} ${x2} ${y2}`}
                />
              )
            })}
            {places.map(({ node, column, row }) => (
              <g key={node.item} transform={`translate(${x(column)} ${y(row)})`}>
                <rect width={WIDE} height={HIGH} rx="4" className={node.more ? 'open' : undefined} />
                <text x="8" y="19">{shorter(shortOf(node.item))}</text>
                <text x="8" y="37" className="held">
                  {node.holders.length > 0 ? `${t('recall.holders')} ${node.holders.length}` : ''}
                </text>
              </g>
            ))}
          </g>
        </svg>
      </div>
      {left > 0 && <p className="muted small">{t('recall.graph-part', { count: left })}</p>}
    </>
  )
}

const shorter = (text: string): string => (text.length > 22 ? `${text.slice(0, 10)}…${text.slice(-10)}` : text)
