import { createTransport } from 'nodemailer'

/** One letter to one address: nobody sees who else was written to. */
export interface Mail { id: string; to: string; subject: string; text: string }
export type SendMail = (mail: Mail) => Promise<void>

const TIMEOUT_MS = 10_000

/**
 * Sends by SMTP. `url` is `smtp://` or `smtps://` with user and password where the server asks for them, `from` the
 * sender's address. The Message-ID is the letter's id, the same at every try, so that a mailbox shows it once. Text
 * only: nothing in it can be markup, and Nodemailer refuses line breaks in headers (RFC 5322 §2.2).
 *
 * @throws Error when the server does not take it: the queue tries again
 */
export function mailBySmtp(url: string, from: string, name: string): SendMail {
  const transport = createTransport({
    url, connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS,
    disableFileAccess: true, disableUrlAccess: true,
  })
  const domain = from.slice(from.lastIndexOf('@') + 1)
  return async ({ id, to, subject, text }) => {
    await transport.sendMail({
      messageId: `<${id}@${domain}>`, from: { name, address: from }, to: { name: '', address: to },
      subject: subject.slice(0, 200), text, headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834
    })
  }
}
