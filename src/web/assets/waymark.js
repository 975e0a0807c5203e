// Makes pages easier where script runs; every page works without it.

const govuk = document.querySelector('link[rel="modulepreload"]');
if (govuk && document.body.classList.contains('govuk-frontend-supported')) {
  // Its address holds a content hash, so it is read from the page.
  import(govuk.href).then(({ initAll }) => initAll());
}

/** Set while a draft could not be sent for want of a network: then a form is tried before it leaves the page. */
let networkFailed = false;

const saveAfter = 2000;
/** After one that failed. */
const tryAgainAfter = 5000;
const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' });

/** Saves a form's draft to its `data-draft-url` two seconds after a change, and when the page is left. */
class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector('[data-draft-status]') ?? document.querySelector('[data-draft-status]');
    this.changes = 0;
    this.saved = 0;
    this.sent = 0;
    this.timer = null;
    this.submitted = false;
    this.failed = false;
    this.status?.setAttribute('role', 'status');
    for (const kind of ['input', 'change']) form.addEventListener(kind, () => this.changed());
    form.addEventListener('submit', () => this.stop());
    // Who starts again wants no part of it kept.
    for (const other of document.querySelectorAll('form[data-draft-discard]'))
      other.addEventListener('submit', () => this.stop());
    document.addEventListener('visibilitychange', () => this.hidden());
    // A link followed at once: not every browser tells of a page that goes as hidden.
    window.addEventListener('pagehide', () => this.gone());
    window.addEventListener('beforeunload', (event) => this.leaving(event));
  }

  changed() {
    this.changes++;
    this.timer ??= setTimeout(() => this.save(false), saveAfter);
  }

  stop() {
    this.submitted = true;
    clearTimeout(this.timer);
  }

  hidden() {
    if (document.visibilityState === 'hidden') this.gone();
  }

  gone() {
    if (this.changes > this.sent && !this.submitted) this.save(true);
  }

  leaving(event) {
    if (this.failed && !this.submitted) event.preventDefault();
  }

  async save(keepalive) {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.submitted) return;
    const upTo = this.changes;
    this.sent = upTo;
    try {
      const response = await fetch(this.form.dataset.draftUrl, {
        method: 'POST',
        body: this.text(),
        credentials: 'same-origin',
        redirect: 'manual',
        keepalive,
      });
      if (!response.ok) throw new Error(response.type === 'opaqueredirect' || response.status === 401 ? 'signed out' : String(response.status));
      networkFailed = false;
      this.saved = Math.max(this.saved, upTo);
      this.failed = false;
      this.say(`Draft saved at ${timeOfDay.format(new Date())}`);
    } catch (error) {
      networkFailed = error instanceof TypeError;
      this.keep(error);
    }
  }

  text() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === 'string') fields.append(name, value);
    return fields;
  }

  /** The words stay in the form; it is tried again until it goes through. */
  keep(error) {
    this.failed = true;
    this.sent = this.saved;
    this.timer ??= setTimeout(() => this.save(false), tryAgainAfter);
    this.say(
      error.message === 'signed out'
        ? 'Draft not saved: you have been signed out. What you wrote is still here: save the form, and you can sign in and go on.'
        : 'Draft not saved. What you wrote is still here. Trying again.',
    );
  }

  say(words) {
    if (this.status && this.status.textContent !== words) this.status.textContent = words;
  }
}

/** Without a network the browser would show its own page in place of the form: the form is held instead. */
class Hold {
  constructor() {
    this.held = null;
    this.said = null;
    // Before anybody else hears of it: a form that is held was not sent.
    document.addEventListener('submit', (event) => this.submitting(event), true);
    window.addEventListener('online', () => this.say('You are online again. Nothing was sent yet: save it now.'));
  }

  submitting(event) {
    const form = event.target;
    if (form.method !== 'post' || form === this.released || (navigator.onLine && !networkFailed)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.held = form;
    if (navigator.onLine) this.retry(form, event.submitter);
    else this.sayOffline();
  }

  sayOffline() {
    this.say('You are offline: nothing was sent yet. What you wrote is kept here. Save it again when you have a signal.');
  }

  async retry(form, submitter) {
    try {
      await fetch('/health', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
    } catch {
      this.sayOffline();
      return;
    }
    networkFailed = false;
    this.released = form;
    form.requestSubmit(submitter);
    this.released = null;
  }

  say(words) {
    if (this.held === null) return;
    this.said ??= Object.assign(document.createElement('p'), { className: 'govuk-body wm-held' });
    this.said.setAttribute('role', 'alert');
    this.held.append(this.said);
    this.said.textContent = words;
  }
}

new Hold();

for (const form of document.querySelectorAll('form[data-draft-url]')) new Draft(form);

/** A copy button beside each identifier; without script a click selects the whole of it. */
function addCopyButton(code) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'wm-copy__button';
  const name = code.dataset.copy;
  button.textContent = 'Copy';
  button.setAttribute('aria-label', `Copy ${name}`);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
  code.after(button);
}

if (navigator.clipboard) for (const code of document.querySelectorAll('code[data-copy]')) addCopyButton(code);

/**
 * Says on an open page that something new is in the inbox. Of several tabs one listens and tells the others: a browser
 * holds few connections to one site open.
 */
class News {
  constructor(status) {
    this.status = status;
    this.fresh = 0;
    /** What the listening tab heard last: a page that opens asks for it. */
    this.heard = null;
    this.tabs = 'BroadcastChannel' in window ? new BroadcastChannel('waymark-alerts') : null;
    this.tabs?.addEventListener('message', ({ data }) => {
      if (!data.asked) this.tell(data);
      else if (this.heard) this.tabs.postMessage({ fresh: 0, waiting: this.heard.waiting });
    });
    this.tabs?.postMessage({ asked: true });
    if (navigator.locks) navigator.locks.request('waymark-alerts', () => this.listen());
    else this.listen();
  }

  /** Resolves never: the lock is held as long as the page is open. */
  listen() {
    return new Promise((resolve) => {
      const source = new EventSource(this.status.dataset.alertsStream);
      source.addEventListener('alerts', ({ data }) => {
        const news = JSON.parse(data);
        this.heard = news;
        this.tell(news);
        this.tabs?.postMessage(news);
      });
      source.addEventListener('over', () => {
        source.close();
        resolve();
      });
      window.addEventListener('pagehide', () => {
        source.close();
        resolve();
      });
    });
  }

  tell({ fresh, waiting }) {
    const inbox = document.querySelector('.wm-inbox__link');
    if (inbox) inbox.textContent = waiting > 0 ? `Alerts (${waiting})` : 'Alerts';
    this.fresh += fresh;
    if (this.fresh === 0) return;
    if (fresh > 0) this.redraw();
    const link = document.createElement('a');
    link.href = '/inbox';
    link.textContent = this.fresh === 1 ? '1 new alert' : `${this.fresh} new alerts`;
    this.status.replaceChildren(link);
  }

  /** The list of alerts, where it is what is open, shows the new one; what is being read stays where it is. */
  async redraw() {
    const list = document.querySelector('[data-inbox-list]');
    if (!list) return;
    try {
      const answer = await fetch(window.location.href, { cache: 'no-store', redirect: 'error' });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-inbox-list]');
      if (fresh) list.replaceChildren(...fresh.childNodes);
    } catch {
      // Without a network the notice leads to the list all the same.
    }
  }
}

const newsStatus = document.querySelector('[data-alerts-stream]');
if (newsStatus && 'EventSource' in window) new News(newsStatus);

for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

/** Marks tables that are wider than the screen, so that a phone says that there is more of them. */
const markWide = () => {
  for (const region of document.querySelectorAll('.wm-scroll'))
    region.classList.toggle('wm-scroll--more', region.scrollWidth > region.clientWidth + 1);
};
markWide();
window.addEventListener('resize', markWide);

/** A chosen picture is drawn beside its field, so that whoever says that they have looked at it has. */
function previewPicture(field) {
  const canvas = document.getElementById(field.dataset.preview);
  if (!canvas || typeof createImageBitmap !== 'function') return;
  field.addEventListener('change', async () => {
    canvas.hidden = true;
    const [file] = field.files;
    if (!file) return;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, 360 / picture.width, 450 / picture.height);
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      canvas.hidden = field.files[0] !== file;
    } catch {
      // No picture that can be drawn: what is wrong with it is said when it is sent.
    }
  });
}

for (const field of document.querySelectorAll('input[type="file"][data-preview]')) previewPicture(field);

/** How long somebody pauses in typing before it is looked whether they type somebody known. */
const lookAfter = 400;
const personFields = ['given', 'family', 'born', 'identifier'];

/** Says in a form that types a person who is like them, of those whom the typist may see, and asks whether it is one of them. */
class Known {
  constructor(box) {
    this.box = box;
    this.form = box.closest('form');
    this.said = box.querySelector('[data-known-said]');
    this.offered = box.querySelector('[data-known-offered]');
    this.choice = box.dataset.choice;
    this.ruledOut = box.dataset.notThese.split(',').filter(Boolean);
    this.timer = null;
    this.asking = null;
    this.last = '';
    for (const name of personFields)
      this.form.elements[name]?.addEventListener('input', () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.look(), lookAfter);
      });
    this.offered.addEventListener('change', (event) => this.chose(event.target.value));
    this.look();
  }

  async look() {
    const fields = new URLSearchParams({ _csrf: this.form.elements._csrf.value });
    for (const name of personFields) fields.append(name, this.form.elements[name]?.value ?? '');
    if (fields.toString() === this.last) return;
    this.last = fields.toString();
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    try {
      const answer = await fetch(this.box.dataset.knownUrl, {
        method: 'POST',
        body: fields,
        credentials: 'same-origin',
        redirect: 'error',
        signal: asking.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.json());
    } catch {
      if (asking.signal.aborted) return;
      this.last = '';
      // What was said of those shown before stays: it is looked at again when the form is sent.
      this.say('It is looked at when you send it whether they are known.');
    }
  }

  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }

  show({ said, offered }) {
    this.say(said);
    const codes = offered.map(({ code }) => code);
    const stands = this.choice === 'none' ? offered.every(({ shown }) => this.ruledOut.includes(shown)) : codes.includes(this.choice);
    if (!stands) this.choice = '';
    this.shown = offered.map(({ shown }) => shown);
    if (codes.length === 0) return this.offered.replaceChildren();
    const set = made('fieldset', 'govuk-fieldset', made('legend', 'govuk-fieldset__legend govuk-fieldset__legend--s', 'Is it one of these?'));
    const radios = made('div', 'govuk-radios govuk-radios--small');
    for (const { code, name, detail } of offered) radios.append(this.radio(code, name, detail));
    radios.append(this.radio('none', 'None of these', 'It is kept that you said so'));
    set.append(radios);
    this.notThese = Object.assign(document.createElement('input'), { type: 'hidden', name: 'notThese', value: this.ruledOut.join(',') });
    this.offered.replaceChildren(set, this.notThese);
  }

  radio(code, name, detail) {
    const input = Object.assign(document.createElement('input'), {
      type: 'radio',
      name: 'choice',
      value: code,
      id: `choice-${code}`,
      className: 'govuk-radios__input',
      checked: code === this.choice,
    });
    const label = made('label', 'govuk-label govuk-radios__label', name);
    label.htmlFor = input.id;
    const hint = made('div', 'govuk-hint govuk-radios__hint', detail);
    hint.id = `${input.id}-hint`;
    input.setAttribute('aria-describedby', hint.id);
    const item = made('div', 'govuk-radios__item', input);
    item.append(label, hint);
    return item;
  }

  chose(code) {
    this.choice = code;
    this.ruledOut = code === 'none' ? this.shown : [];
    this.notThese.value = this.ruledOut.join(',');
  }
}

/** An element with a class, and words or another element in it. */
function made(tag, className, content) {
  const element = Object.assign(document.createElement(tag), { className });
  if (content !== undefined) element.append(content);
  return element;
}

for (const box of document.querySelectorAll('[data-known-url]')) new Known(box);
