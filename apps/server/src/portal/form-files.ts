import { type Developed, develop, keepUpload } from '#platform/files'
import { Refusal } from '#platform/refusal'
import type { Desk, Scene } from './desk.ts'
import type { Problem } from './form-parts.ts'
import type { Form } from './read-form.ts'

/** A file of a form that was kept. */
interface KeptFile extends Developed {
  readonly id: string
}

/**
 * Develops and keeps the files of a field. Whatever is not taken is named in a problem, with the reason: a file that is too large,
 * that is no photo, or that is one too many.
 *
 * @param forRequest the request that will attach them, and no other
 * @param most how many are taken of this form
 * @param count how many the field holds in all, as the problem says it
 */
export async function keepFiles(
  desk: Desk,
  scene: Scene,
  form: Form,
  {
    field,
    most,
    count = most,
    onlyPictures = false,
    forRequest,
  }: {
    readonly field: string
    readonly most: number
    readonly count?: number
    readonly onlyPictures?: boolean
    readonly forRequest: string
  },
): Promise<{ readonly kept: readonly KeptFile[]; readonly problems: readonly Problem[] }> {
  const files = form.files.filter((one) => one.field === field)
  const kept: KeptFile[] = []
  const problems: Problem[] = []
  for (const [at, file] of files.entries()) {
    if (kept.length >= most) {
      const names = files.slice(at).map(({ name }) => name)
      problems.push({
        field,
        key: 'text.portal.problem.photosMax',
        facts: { count, names: names.join(scene.reader.say('text.common.comma')) },
      })
      break
    }
    try {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: a picture takes a second of the processor
      const developed = await develop(desk.store, file)
      if (onlyPictures && developed.mediaType !== 'image/jpeg') throw new Refusal('not-a-photo')
      // oxlint-disable-next-line no-await-in-loop
      const id = await desk.db.write(desk.county, (tx) =>
        keepUpload(tx, developed, { now: scene.now, by: null, forRequest, demo: scene.county.config.demo }),
      )
      kept.push({ ...developed, id })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push({
        field,
        key: 'text.portal.problem.file',
        facts: { name: file.name, problem: scene.reader.say(error.key, error.facts) },
      })
    }
  }
  return { kept, problems }
}
