import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export interface SharedBrowser {
  endpoint: string;
  about: string;
  close(): Promise<void>;
}

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** One Chromium for the whole run: an installed one, else the packaged one. */
export async function startBrowser(): Promise<SharedBrowser> {
  const found = process.env.TEST_BROWSER === 'packaged' ? undefined : installed.find(existsSync);
  const executablePath = found ?? (await packagedChromium());
  const server = await chromium.launchServer({
    executablePath,
    headless: true,
    host: '127.0.0.1',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
  return { endpoint: server.wsEndpoint(), about: found ?? 'packaged Chromium', close: () => server.close() };
}

/** The package's own libraries and fonts are brought in only where the machine has none. */
async function packagedChromium(): Promise<string> {
  const libraries = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  if (!libraries.includes('libnss3.so')) process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  const path = await packaged.executablePath();
  if (!existsSync('/usr/share/fonts')) process.env.FONTCONFIG_PATH ??= join(tmpdir(), 'fonts');
  return path;
}

/** The run's browser; a file that is run alone starts one. */
export async function openBrowser(): Promise<{ browser: Browser; close(): Promise<void> }> {
  const endpoint = process.env.TEST_BROWSER_ENDPOINT;
  if (endpoint !== undefined && endpoint !== '') {
    const browser = await chromium.connect(endpoint);
    return { browser, close: () => browser.close() };
  }
  const own = await startBrowser();
  const browser = await chromium.connect(own.endpoint);
  return {
    browser,
    close: async () => {
      await browser.close();
      await own.close();
    },
  };
}

export const wide = { width: 1280, height: 900 };
export const phone = { width: 375, height: 740 };

/** A window of its own, signed in as a demo person (role in kebab-case). */
export async function signedIn(
  browser: Browser,
  base: string,
  person: string,
  options: { viewport?: { width: number; height: number }; javaScriptEnabled?: boolean } = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: base, viewport: wide, ...options });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.locator(`form:has(input[name="person"][value="${person}"]) button`).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  return { context, page };
}

/** What axe finds wrong on the page as it stands, by WCAG 2.2 A and AA, in words. */
export async function axeProblems(page: Page): Promise<string[]> {
  // The legacy way differs only for pages with frames of other origins, which ours never have; it takes a third of the time.
  const result = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return result.violations.map(
    (violation) =>
      `${violation.id}: ${violation.help} (${violation.nodes
        .map((node) => node.target.join(' '))
        .slice(0, 3)
        .join('; ')})`,
  );
}
