import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The static files: GOV.UK's and MOJ's as they are, and ours. Fonts, crests and crowns are not among them:
 * our style sheet names its own fonts and no page uses a class that asks for a picture we do not serve.
 */
export type AssetRoute = {
  /** Path without query; pages ask for it with the query that `assetUrl` adds. */
  readonly url: string;
  /** Absolute. */
  readonly file: string;
  readonly contentType: string;
  /** First 16 hex digits of the content's SHA-256. */
  readonly hash: string;
  /** True where pages ask by content hash, so that a browser may keep it for ever. */
  readonly immutable: boolean;
};

const own = join(dirname(fileURLToPath(import.meta.url)), 'assets');
const govuk = join(
  dirname(fileURLToPath(import.meta.resolve('govuk-frontend/package.json'))),
  'dist',
  'govuk',
);
const moj = join(
  dirname(fileURLToPath(import.meta.resolve('@ministryofjustice/frontend/package.json'))),
  'moj',
);

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

const files = {
  'govuk-frontend.min.css': join(govuk, 'govuk-frontend.min.css'),
  'govuk-frontend.min.js': join(govuk, 'govuk-frontend.min.js'),
  'moj-frontend.min.css': join(moj, 'moj-frontend.min.css'),
  'waymark.css': join(own, 'waymark.css'),
  'waymark.js': join(own, 'waymark.js'),
  'favicon.svg': join(own, 'favicon.svg'),
} as const;

// Asked for by MOJ's style sheet, by these names without a hash: the cross on a filter tag.
const pictures = ['icon-tag-remove-cross.svg', 'icon-tag-remove-cross-white.svg'];

export type AssetName = keyof typeof files;

const byName = new Map<string, AssetRoute>(
  Object.entries(files).map(([name, file]) => [name, route(`/assets/${name}`, file, true)]),
);

const routes: readonly AssetRoute[] = [
  ...byName.values(),
  ...pictures.map((name) => route(`/assets/images/${name}`, join(moj, 'assets', 'images', name), false)),
];

function route(url: string, file: string, immutable: boolean): AssetRoute {
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const contentType = types[file.slice(file.lastIndexOf('.') + 1)] as string;
  return { url, file, contentType, hash, immutable };
}

/** Every static file to serve. */
export function assetRoutes(): readonly AssetRoute[] {
  return routes;
}

/** The address that pages use: `/assets/waymark.css?v=…`, new whenever the content is. */
export function assetUrl(name: AssetName): string {
  const found = byName.get(name) as AssetRoute;
  return `${found.url}?v=${found.hash}`;
}
