import type { MessageChannel } from './types.ts';

type Read = { address: string } | { wrong: string };

/**
 * A UK mobile number as people write it, as `+447…`.
 * Ofcom's plan: mobiles begin 071 to 075 and 077 to 079; 070 are personal numbers and 076 pagers, but for the Isle of
 * Man's 07624.
 */
export function readMobile(typed: string): Read {
  const text = typed.trim().replace(/[\s().-]/g, '');
  if (text === '') return { wrong: 'Enter a mobile number' };
  if (!/^\+?\d+$/.test(text)) return { wrong: 'A mobile number has digits only, like 07700 900123' };
  const national = text.replace(/^(?:\+|00)440?/, '0').replace(/^440?(?=7\d{9}$)/, '0');
  if (/^(\+|00)/.test(national)) return { wrong: 'Only UK mobile numbers can be used' };
  if (!national.startsWith('07'))
    return { wrong: 'This is not a mobile number: a UK mobile begins 07. Texts cannot go to a landline' };
  if (national.length !== 11)
    return { wrong: `This number has ${national.length} digits. A UK mobile has 11, like 07700 900123` };
  if (national.startsWith('070') || (national.startsWith('076') && !national.startsWith('07624')))
    return { wrong: 'This is a personal or pager number, not a mobile' };
  return { address: `+44${national.slice(1)}` };
}

/** An e-mail address in its plain form: no quotes, comments or display name. */
export function readEmail(typed: string): Read {
  const text = typed.trim();
  if (text === '') return { wrong: 'Enter an e-mail address' };
  if (text.length > 254) return { wrong: 'This e-mail address is too long' };
  const [local = '', domain = '', ...more] = text.split('@');
  if (domain === '' || more.length > 0)
    return { wrong: 'An e-mail address has one @, like name@example.org' };
  const isLocal = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local);
  if (!isLocal || local.length > 64)
    return { wrong: 'The part before the @ is not one that an e-mail address can have' };
  if (!/^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/.test(domain))
    return { wrong: 'The part after the @ needs a full stop and an ending, like example.org' };
  return { address: `${local}@${domain.toLowerCase()}` };
}

export const readAddress = (channel: MessageChannel, typed: string): Read =>
  channel === 'text' ? readMobile(typed) : readEmail(typed);

/** As people write it: `07700 900123`. */
export const showAddress = (channel: MessageChannel, address: string): string =>
  channel === 'text' ? address.replace(/^\+44(\d{4})(\d{6})$/, '0$1 $2') : address;
