// Links inside answers and tables carry what they mean in their address or value; see bridge.py.
document.documentElement.lang = 'zh-CN';

const tell = (topic, detail) => document.dispatchEvent(new CustomEvent('pm-' + topic, { detail }));
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';

const fill = (text) => {
  const box = document.querySelector('#pm-question textarea');
  box.value = text;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  box.focus();
  const gap = text.indexOf('……');
  if (gap >= 0) box.setSelectionRange(gap, gap + 2);
};

const activate = (mark, scope) => {
  document.querySelectorAll(scope + ' .pm-mark.is-active').forEach((old) => old.classList.remove('is-active'));
  mark.classList.add('is-active');
};

// How far an element begins below the beginning of what its scrolling body holds.
const below = (element, body) => element.getBoundingClientRect().top - body.getBoundingClientRect().top + body.scrollTop;

const jump = (link) => {
  const target = document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1)));
  const body = target?.closest('.pm-text-body');
  if (!body) return;
  body.scrollTo({ top: below(target, body) - 12, behavior: calm() });
  target.classList.remove('is-landed');
  requestAnimationFrame(() => target.classList.add('is-landed'));
};

// A document was shown: bring the cited words into view. On a narrow page one that was asked
// for lies over the rest, and the browser's own way back closes it.
let opening = false;
const narrow = () => matchMedia('(max-width: 860px)').matches;
const beside = () => document.querySelector('.pm-beside.is-open');

const close = () => {
  beside()?.classList.remove('is-open');
  document.querySelector('.pm-mark.is-active')?.focus({ preventScroll: true });
};
const leave = () => (history.state?.pmSource ? history.back() : close());

document.addEventListener('pm-shown', ({ detail }) => {
  const panel = detail.closest('.pm-panel');
  const body = panel?.querySelector('.pm-text-body');
  if (!body) return;
  if (narrow() && !beside() && opening) {
    opening = false;
    panel.closest('.pm-beside').classList.add('is-open');
    history.pushState({ pmSource: true }, '');
    panel.querySelector('.pm-close').focus({ preventScroll: true });
  }
  const hit = body.querySelector('.pm-hit');
  body.scrollTop = hit ? below(hit, body) - body.clientHeight / 4 : 0;
});
addEventListener('popstate', close);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && beside()) leave();
});

const onClick = [
  ['a.pm-mark', (link) => {
    const [topic, ...numbers] = link.getAttribute('href').slice(1).split('-');
    opening = true;
    activate(link, { cite: '#pm-chat', match: '#pm-match-result', found: '#pm-verdict' }[topic]);
    if (topic === 'cite') tell('cite', { turn: +numbers[0], index: +numbers[1] });
    else tell(topic, { index: +numbers[0] });
  }],
  ['a.pm-jump', jump],
  ['button.pm-close', leave],
  ['button.pm-former', (button) => tell('former', { id: button.value })],
  ['button.pm-open', (button) => { opening = true; tell('open', { document: button.value }); }],
  ['button.pm-fill, button.pm-mend', (button) => fill(button.value + '\n答:')],
  ['button.pm-example', (button) => button.name === 'edit' ? fill(button.value) : tell('example', { question: button.value })],
];

document.addEventListener('click', (event) => {
  for (const [selector, act] of onClick) {
    const found = event.target.closest?.(selector);
    if (!found) continue;
    event.preventDefault();
    act(found);
    return;
  }
});

// A new question goes to the top of the conversation, so that its answer is read from the beginning; and a
// message is announced as whose it is, where the component would read its source aloud.
// Gradio's own few sentences are English in any browser.
const inChinese = [
  [/^Error$/, '没有成功'],
  [/^Connection to the server was lost/, '与程序的连接断了,正在重新连接;一直连不上时,请看看运行窗口是否还开着。'],
  [/exceed the maximum allowed size/, '文件太大,没有上传;请拆分后再上传。'],
];
const translate = () => document.querySelectorAll('.toast-wrap *, #pm-files [aria-label]').forEach((node) => {
  if (node.getAttribute('aria-label')?.startsWith('Click to upload')) node.setAttribute('aria-label', '选择政策文件');
  if (node.childElementCount) return;
  const known = inChinese.find(([english]) => english.test(node.textContent.trim()));
  if (known) node.textContent = known[1];
});

let asked = 0;
new MutationObserver(() => {
  translate();
  const chat = document.querySelector('#pm-chat');
  if (!chat) return;
  chat.querySelectorAll('[data-testid="user"], [data-testid="bot"]').forEach((message) => {
    const who = message.dataset.testid === 'user' ? '您的问题' : '助手的回答';
    if (message.getAttribute('aria-label') !== who) message.setAttribute('aria-label', who);
  });
  const rows = chat.querySelectorAll('.user-row');
  if (rows.length > asked) {
    const row = rows[rows.length - 1];
    requestAnimationFrame(() => {
      const log = row.closest('[role="log"]');
      log?.scrollTo({ top: row.offsetTop - log.offsetTop - 8, behavior: calm() });
    });
  }
  asked = rows.length;
}).observe(document.body, { childList: true, subtree: true });
