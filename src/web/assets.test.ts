import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assetRoutes, assetUrl } from './assets.ts';

test('every static file is there, has a type and a hash, and is asked for by it', () => {
  for (const route of assetRoutes()) {
    assert.ok(existsSync(route.file), route.file);
    assert.match(route.hash, /^[0-9a-f]{16}$/);
    assert.match(route.contentType, /^(text\/(css|javascript); charset=utf-8|image\/svg\+xml)$/);
  }
  assert.match(assetUrl('waymark.css'), /^\/assets\/waymark\.css\?v=[0-9a-f]{16}$/);
});

test('our style sheet asks for no file, and takes the GOV.UK font away from everything', () => {
  const css = readFileSync(
    assetRoutes().find((route) => route.url === '/assets/waymark.css')?.file ?? '',
    'utf8',
  );
  assert.ok(!css.includes('url('));
  assert.match(css, /\*,\s*::before,\s*::after\s*\{\s*font-family: Helvetica, Arial, sans-serif !important/);
});
