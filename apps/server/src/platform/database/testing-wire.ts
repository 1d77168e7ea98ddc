import type { Answer } from './batch.ts'
import { type Sendable, Wire } from './wire.ts'

type Send = (this: Wire, statement: Sendable) => Promise<Answer>

/** Shows every statement of this process to `look` before it is sent; what `look` throws, its sender meets. Returns how to end it. */
export const beforeSending = (look: (wire: Wire, statement: Sendable) => void): (() => void) => {
  const prototype = Wire.prototype as { query: Send; alone: Send }
  const { query, alone } = prototype
  const looking = (send: Send): Send =>
    function looked(this: Wire, statement: Sendable): Promise<Answer> {
      look(this, statement)
      return send.call(this, statement)
    }
  prototype.query = looking(query)
  prototype.alone = looking(alone)
  return () => {
    prototype.query = query
    prototype.alone = alone
  }
}
