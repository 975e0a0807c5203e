import { WaymarkError } from '../kernel/errors.ts';
import { lookCarrier } from './look.ts';
import { notifyCarrier } from './notify.ts';
import { smtpCarrier } from './smtp.ts';
import type { Carriers } from './types.ts';

/** The settings of `src/config.ts` that say how messages go out. */
export interface NoticeSettings {
  SMTP_URL?: string | undefined;
  MAIL_FROM?: string | undefined;
  NOTIFY_API_KEY?: string | undefined;
  NOTIFY_URL?: string | undefined;
  NOTIFY_TEXT_TEMPLATE?: string | undefined;
  NOTIFY_EMAIL_TEMPLATE?: string | undefined;
}

/** Nothing leaves the house. */
export const lookOnly: Carriers = { text: lookCarrier, email: lookCarrier };

/**
 * Which carrier each channel has. E-mail goes by the mail server where one is named, by Notify where that has a
 * template for it, and is otherwise kept to look at; texts likewise.
 * @throws WaymarkError `wrong-setting` naming the setting that is missing.
 */
export function carriersFor(settings: NoticeSettings): Carriers {
  const { SMTP_URL, MAIL_FROM, NOTIFY_API_KEY: apiKey, NOTIFY_TEXT_TEMPLATE: text } = settings;
  const email = settings.NOTIFY_EMAIL_TEMPLATE;
  if (SMTP_URL !== undefined && MAIL_FROM === undefined) throw missing('MAIL_FROM', 'SMTP_URL');
  if (apiKey !== undefined && text === undefined && email === undefined)
    throw missing('NOTIFY_TEXT_TEMPLATE or NOTIFY_EMAIL_TEMPLATE', 'NOTIFY_API_KEY');
  const notify =
    apiKey === undefined
      ? undefined
      : notifyCarrier({ apiKey, url: settings.NOTIFY_URL, templates: { text, email } });
  const mail =
    SMTP_URL !== undefined && MAIL_FROM !== undefined
      ? smtpCarrier({ url: SMTP_URL, from: MAIL_FROM })
      : undefined;
  return {
    text: (text === undefined ? undefined : notify) ?? lookCarrier,
    email: mail ?? (email === undefined ? undefined : notify) ?? lookCarrier,
  };
}

const missing = (setting: string, because: string): WaymarkError =>
  new WaymarkError('wrong-setting', { text: `Setting ${setting} is missing: ${because} is set.` });
