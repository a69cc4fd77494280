import type { ResponseOf, desk, field } from '@tianfu/contract'
import { Refused, askServer, newIdempotencyKey, sendFile } from '../call.ts'
import { BAG, FILES, PHOTOGRAPHS, SESSION, addressOf } from './addresses.ts'
import type { Photograph, Transport } from './outbox.ts'

export type Bag = ResponseOf<typeof field.listFieldAudits>
type StoredFile = ResponseOf<typeof desk.uploadFile>
export type Audit = Bag['items'][number]
export interface Who { readonly account: string; readonly name: string }

/** Who is signed in; `null` for a stranger. @throws Refused, Unreachable */
export async function fetchWho(): Promise<Who | null> {
  try {
    const { account } = await askServer('GET', SESSION) as { account: { id: string; name: string } }
    return { account: account.id, name: account.name }
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return null
    throw error
  }
}

export const fetchBag = async (): Promise<Bag> => await askServer('GET', BAG) as Bag

export const transport: Transport = {
  async upload({ blob, name, key }) {
    const stored = await sendFile(FILES, new File([blob!], name, { type: blob!.type }), key) as StoredFile
    return stored.sha256
  },
  async send({ id, kind, application, body }, hashes) {
    await askServer('POST', addressOf(kind, application), { body: { ...body, [PHOTOGRAPHS[kind]]: hashes }, key: id })
  },
}

const LONGEST_SIDE = 1600

/** A picture of a size to send over a weak network: scaled, without place or device in its data. */
export async function taken(file: File): Promise<Photograph> {
  const name = file.name.replace(/\.\w+$/, '') + '.jpg'
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/jpeg', 0.82))
  return { name, key: newIdempotencyKey(), blob: blob ?? file }
}
