import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { WaymarkError } from './kernel/errors.ts';

/** Every setting there is. They come from the environment and are read once. */
const schema = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000, description: 'Port of the web server' }),
  HOST: Type.String({
    default: '127.0.0.1',
    description: 'Address the web server binds to: loopback unless told otherwise',
  }),
  WAYMARK_DATA: Type.String({ default: '.waymark', description: 'Folder of the embedded database' }),
  DATABASE_URL: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', description: 'PostgreSQL instead of the embedded database' }),
  ),
  DATABASE_DIRECT_URL: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', description: 'Past a pooler: migrations' }),
  ),
  DATABASE_POOL: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 10,
    description: 'Connections a process may hold',
  }),
  WAYMARK_DEMO: Type.Boolean({
    default: true,
    description: 'Example extracts and demo sign-ins; false for a real scheme',
  }),
  WAYMARK_SECURE: Type.Boolean({
    default: false,
    description: 'Served over TLS: cookies are sent over TLS only',
  }),
  WAYMARK_PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[A-Za-z0-9.-]+(:[0-9]+)?/?$',
      description:
        'Address that people know the site by, such as https://waymark.example.org: for addresses that are shown to be copied; the loopback address if none',
    }),
  ),
  WAYMARK_TRUST_PROXY: Type.Optional(
    Type.String({ description: 'Addresses of proxies to believe about the client' }),
  ),
  SMTP_URL: Type.Optional(
    Type.String({ pattern: '^smtps?://', description: 'Mail server for e-mails to people; with MAIL_FROM' }),
  ),
  MAIL_FROM: Type.Optional(
    Type.String({
      pattern: '@',
      description: 'Sender of e-mails: name@example.org, or Name <name@example.org>',
    }),
  ),
  NOTIFY_API_KEY: Type.Optional(
    Type.String({ minLength: 74, description: 'Key of GOV.UK Notify, for texts and e-mails' }),
  ),
  NOTIFY_TEXT_TEMPLATE: Type.Optional(
    Type.String({ description: 'Id of the text template of Notify that holds ((message)) alone' }),
  ),
  NOTIFY_EMAIL_TEMPLATE: Type.Optional(
    Type.String({ description: 'Id of the e-mail template of Notify: ((subject)) and ((message)) alone' }),
  ),
  NOTIFY_URL: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'Another Notify than the government’s own, for tests',
    }),
  ),
  LOG_LEVEL: Type.String({ default: 'warn', description: 'debug, info, warn or error' }),
});

export type Config = Static<typeof schema>;

/**
 * Reads the settings.
 * @throws WaymarkError `wrong-setting` naming the setting and what is wrong with it.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    const value = environment[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const config = Value.Default(schema, Value.Convert(schema, given));
  if (!Value.Check(schema, config)) {
    const [problem] = Value.Errors(schema, config);
    throw new WaymarkError('wrong-setting', {
      text: `Setting ${problem?.instancePath.slice(1)}: ${problem?.message}.`,
    });
  }
  return config;
}

/** For `--help` and the documentation: name, default, meaning. */
export const settingsHelp = (): string[] =>
  Object.entries(schema.properties).map(([name, property]) => {
    const { default: fallback, description } = property as { default?: unknown; description?: string };
    return `${name.padEnd(22)} ${description ?? ''}${fallback === undefined ? '' : ` (${String(fallback)})`}`;
  });
