import nodemailer from 'nodemailer';
import type { Carrier, OutgoingMessage, SendingOutcome } from './types.ts';

export interface SmtpSettings {
  /** `smtps://user:secret@mail.example:465`, or `smtp://…:587`, which has to offer STARTTLS unless it is on the loopback. */
  url: string;
  from: string;
  /** Milliseconds that each step of the conversation may take. */
  patience?: number;
}

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host);

/** E-mail by a mail server. One connection a message: reminders are few, and a kept connection is often half dead. */
export function smtpCarrier({ url, from, patience = 20_000 }: SmtpSettings): Carrier {
  const { hostname, protocol } = new URL(url);
  const transport = nodemailer.createTransport({
    url,
    requireTLS: protocol === 'smtp:' && !isLoopback(hostname),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    name: 'smtp',
    send: async (message) => {
      try {
        await transport.sendMail(mailOf(message, from));
        return { is: 'sent', id: null };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

const mailOf = (message: OutgoingMessage, from: string) => ({
  from,
  to: { name: '', address: message.to },
  subject: message.subject ?? '',
  text: message.body,
  // The same at every attempt: a server that lost the connection after it took the mail knows the repeat by it.
  messageId: `<${message.reference}@${from.replace(/^.*@/, '').replace(/>.*$/, '')}>`,
  headers: { 'Auto-Submitted': 'auto-generated' },
});

interface MailFault {
  code?: string;
  responseCode?: number;
  command?: string;
}

/** RFC 5321: 5yz is final, 4yz is not; where there was no answer, the client tries again (4.5.4.1). */
function outcomeOf(error: unknown): SendingOutcome {
  const { code, responseCode = 0, command } = (error ?? {}) as MailFault;
  if (code === 'EAUTH' || code === 'ETLS' || code === 'ENOAUTH')
    return { is: 'later', cause: 'channel-fault' };
  if (responseCode >= 500) {
    // What is refused before the address was said is about us, not about them.
    if (command === 'RCPT TO') return { is: 'refused', cause: 'no-such-address' };
    return command === 'DATA'
      ? { is: 'refused', cause: 'not-accepted' }
      : { is: 'later', cause: 'channel-fault' };
  }
  if (responseCode >= 400) return { is: 'later', cause: 'busy' };
  return code === 'EENVELOPE'
    ? { is: 'refused', cause: 'no-such-address' }
    : { is: 'later', cause: 'not-reached' };
}
