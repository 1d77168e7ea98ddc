import { listPlaces, type PlaceRowView } from '@xiangzhi/contract'
import { Spin, Tree, type TreeDataNode } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, readKey, useRead } from '../api-client.ts'
import { placeName } from '../place-name.ts'
import { useText } from '../text.tsx'

interface Node extends TreeDataNode {
  readonly place: PlaceRowView
  readonly children?: Node[]
}

const nodeOf = (place: PlaceRowView): Node => ({
  key: place.id,
  isLeaf: !place.hasChildren || place.kind === 'sub-grid',
  place,
})

const withChildren = (nodes: readonly Node[], key: string, children: Node[]): Node[] =>
  nodes.map((node) =>
    node.key === key
      ? { ...node, children }
      : node.children
        ? { ...node, children: withChildren(node.children, key, children) }
        : node,
  )

/** The tree of the county; branches are read when they are opened. */
export function PlaceTree({ chosen, choose }: { chosen: string | undefined; choose: (place: PlaceRowView) => void }) {
  const { t, language } = useText()
  const client = useQueryClient()
  const root = useRead(listPlaces, { kind: 'county' })
  const [nodes, setNodes] = useState<Node[]>([])
  const [open, setOpen] = useState<string[]>([])
  const county = root.data?.rows[0]
  const childrenOf = async (id: string): Promise<Node[]> => {
    const input = { parent: id, limit: 1000 }
    const { rows } = await client.fetchQuery({
      queryKey: readKey(listPlaces, input),
      queryFn: () => call(listPlaces, input),
      staleTime: 10_000,
    })
    return rows.map(nodeOf)
  }
  const load = async (id: string): Promise<void> => {
    const children = await childrenOf(id)
    setNodes((before) => withChildren(before, id, children))
  }
  useEffect(() => {
    if (!county) return
    setNodes([nodeOf(county)])
    setOpen([county.id])
    void load(county.id)
    // Another county, or a changed root, begins the tree anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [county?.id, county?.version])
  if (!county) return <Spin />
  return (
    <Tree<Node>
      aria-label={t('text.admin.places.tree')}
      treeData={nodes}
      blockNode
      titleRender={({ place }) => placeName(language, place)}
      height={640}
      expandedKeys={open}
      onExpand={(keys) => setOpen(keys as string[])}
      loadData={(node) => (node.children ? Promise.resolve() : load(String(node.key)))}
      selectedKeys={chosen ? [chosen] : [county.id]}
      onSelect={(_keys, { node }) => choose(node.place)}
    />
  )
}
