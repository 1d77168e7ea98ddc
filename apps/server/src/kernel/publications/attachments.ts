import type { PublicBody } from '@xiangzhi/contract'
import type { AttachedFile, Block, Content } from '@xiangzhi/language'
import { toHex } from '@xiangzhi/verify'
import { createHash } from 'node:crypto'
import { sql, type Tx } from '#platform/database'
import { endingOf, type FileStore, fileOf, listUploads, readUpload, type Upload } from '#platform/files'
import { Refusal } from '#platform/refusal'

/** The papers of a document in its order. */
export function listAttached({ blocks }: Content): readonly AttachedFile[] {
  return blocks.flatMap((block) => (block.kind === 'files' ? block.files : []))
}

/** Papers as they lie in the store: kind, size and hashes are those of the bytes, whatever a browser said. */
function attachedAs(file: AttachedFile, { mediaType, bytes, sha256, thumbnailKey }: Upload): AttachedFile {
  const { fileId, name } = file
  const small = thumbnailKey === null ? {} : { thumbnailSha256: thumbnailKey }
  return { fileId, name, mediaType, bytes, sha256: toHex(sha256), ...small }
}

/** The document with its papers as they are stored. Refuses `bad-input` where one is not there any more. */
export async function withStoredFiles(tx: Tx, content: Content): Promise<Content> {
  const named = listAttached(content)
  if (named.length === 0) return content
  const uploads = await listUploads(
    tx,
    named.map(({ fileId }) => fileId),
  )
  const stored = new Map(uploads.map((upload) => [upload.id, upload]))
  const attached = (file: AttachedFile): AttachedFile => {
    const upload = stored.get(file.fileId)
    if (!upload) throw new Refusal('bad-input', {}, `upload ${file.fileId} is gone`)
    return attachedAs(file, upload)
  }
  return {
    blocks: content.blocks.map((block): Block =>
      block.kind === 'files' ? { ...block, files: block.files.map(attached) } : block,
    ),
  }
}

/** A paper that a published document names, under a name of ours. */
export interface PublicPaper {
  readonly name: string
  readonly mediaType: Upload['mediaType']
  readonly committed: Pick<AttachedFile, 'sha256' | 'thumbnailSha256'>
  readonly upload: Upload
}

/** The paper of a published document by its id, or nothing where it names none. */
export async function findPaper(tx: Tx, { content }: PublicBody, fileId: string): Promise<PublicPaper | undefined> {
  const papers = listAttached(content)
  const at = papers.findIndex((one) => one.fileId === fileId)
  const committed = papers[at]
  const upload = committed && (await fileOf(tx, fileId))
  if (!committed || !upload) return undefined
  const { mediaType } = upload
  return { name: `附件${at + 1}${endingOf(mediaType)}`, mediaType, committed, upload }
}

/**
 * The bytes of a paper, or of its small picture where it has one. What is not what its document committed to is never given out: it
 * throws, so that it is seen. Documents before version 3 committed to no bytes.
 */
export async function readPaper(
  store: FileStore,
  { upload, committed }: PublicPaper,
  size: 'full' | 'thumbnail',
): Promise<Buffer> {
  const small = size === 'thumbnail' && upload.thumbnailKey !== null
  const bytes = await readUpload(store, upload, small ? 'thumbnail' : 'full')
  if (committed.sha256 === undefined) return bytes
  const expected = small ? committed.thumbnailSha256 : committed.sha256
  if (createHash('sha256').update(bytes).digest('hex') !== expected)
    throw new Error(`paper ${upload.id} is not the one that was published`)
  return bytes
}

interface PaperOf {
  readonly editionId: string
  readonly fileId: string
  readonly body: PublicBody
}

const PAGE = 500

/** Why a paper is not what was published; nothing when it is. `bytes` counts the hash of what lies under a key. */
async function faultOf(
  { body }: PaperOf,
  paper: Upload | undefined,
  bytes: (key: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (!paper) return 'is gone'
  const said = listAttached(body.content).find(({ fileId }) => fileId === paper.id)
  if (!said) return 'is not named by its text'
  // What was published before version 3 did not commit to bytes; the row's own hash is all there is to compare with.
  const sha256 = said.sha256 ?? toHex(paper.sha256)
  if (body.format === 'xiangzhi-edition/3') {
    if (said.sha256 === undefined) return 'has no hash in its text'
    if (said.sha256 !== toHex(paper.sha256) || said.bytes !== paper.bytes || said.mediaType !== paper.mediaType)
      return 'is another file than was published'
    if ((said.thumbnailSha256 ?? null) !== paper.thumbnailKey) return 'has another small picture than was published'
  }
  if (paper.storeKey !== sha256 || (await bytes(paper.storeKey)) !== sha256)
    return 'has other bytes than were published'
  if (paper.thumbnailKey === null || (await bytes(paper.thumbnailKey)) === paper.thumbnailKey) return undefined
  return 'has a changed small picture'
}

/**
 * Compares the papers of published texts with the hashes that the texts committed to, down to the bytes in the store: a changed
 * byte, a row that points at another file, and a paper that is gone are found. One sentence a fault, in English.
 */
export function checkPapers(store: FileStore): (tx: Tx) => Promise<string[]> {
  return async (tx) => {
    const counted = new Map<string, Promise<string | undefined>>()
    const bytes = (key: string): Promise<string | undefined> => {
      let found = counted.get(key)
      if (!found) {
        found = store.hashOf(key)
        counted.set(key, found)
      }
      return found
    }
    const faults: string[] = []
    for (let after = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000']; ;) {
      const papers = await tx.rows<PaperOf>(sql`select f.edition_id, f.file_id, b.body
        from edition_file f join edition_body b on b.county = f.county and b.edition_id = f.edition_id
        where f.county = ${tx.county} and (f.edition_id, f.file_id) > (${after[0]}::uuid, ${after[1]}::uuid)
        order by f.edition_id, f.file_id limit ${PAGE}`)
      const uploads = new Map(
        (await listUploads(tx, [...new Set(papers.map(({ fileId }) => fileId))])).map((upload) => [upload.id, upload]),
      )
      for (const paper of papers) {
        const fault = await faultOf(paper, uploads.get(paper.fileId), bytes)
        if (fault !== undefined) faults.push(`edition ${paper.editionId}: its paper ${paper.fileId} ${fault}`)
      }
      const last = papers.at(-1)
      if (!last || papers.length < PAGE) return faults
      after = [last.editionId, last.fileId]
    }
  }
}
