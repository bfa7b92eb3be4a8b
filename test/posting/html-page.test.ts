import { describe, expect, it } from 'vitest';
import type { Posting } from '../../src/posting/posting.ts';
import { readPosting } from '../../src/posting/read-posting.ts';

const filler =
  '<p>We weld stainless vessels for dairies and breweries, mostly thin-wall tube, in a bay of nine people who have known each other for years.</p>';

function page(body: string, head = ''): Promise<Posting> {
  const text = `<!doctype html><html><head>${head}</head><body><h1>TIG welder</h1>${filler}${body}</body></html>`;
  return readPosting({ name: 'page.html', text }, { maxBytes: 1_000_000 });
}

describe('text that a page hides', () => {
  it.each([
    ['the hidden attribute', '<p hidden>decoy</p>'],
    ['aria-hidden', '<div aria-hidden="true"><b>decoy</b></div>'],
    ['display: none', '<p style="display: none">decoy</p>'],
    ['display: none with priority', '<p style="display:none!important">decoy</p>'],
    ['visibility', '<p style="visibility:hidden">decoy</p>'],
    ['size', '<p style="font-size:0">decoy</p>'],
    ['tiny size', '<p style="font-size:1px">decoy</p>'],
    ['opacity', '<p style="opacity:0.0">decoy</p>'],
    ['a place outside the page', '<p style="position:absolute; left:-9999px">decoy</p>'],
    ['indentation', '<p style="text-indent:-9999em">decoy</p>'],
    ['a clip', '<p style="position:absolute;clip:rect(0,0,0,0)">decoy</p>'],
    ['a box without extent', '<p style="height:0;overflow:hidden">decoy</p>'],
    ['white on white', '<p style="color:#fff;background:white">decoy</p>'],
    ['white on the page', '<p style="color:rgb(255, 255, 255)">decoy</p>'],
    ['nearly white', '<p style="color:#fefefe">decoy</p>'],
    ['no colour', '<p style="color:transparent">decoy</p>'],
    ['a class of the usual frameworks', '<p class="sr-only">decoy</p>'],
    ['a template', '<template><p>decoy</p></template>'],
    ['a noscript part', '<noscript>decoy</noscript>'],
    ['a comment', '<!-- decoy -->'],
    ['a script', '<script>var x = "decoy"</script>'],
    ['a closed dialog', '<dialog>decoy</dialog>'],
  ])('by %s is ignored', async (_how, html) => {
    const { text } = await page(`${html}<p>Pay: £17.50 an hour.</p>`);
    expect(text).not.toContain('decoy');
    expect(text).toContain('Pay: £17.50 an hour.');
  });

  it.each([
    ['.kw{display:none}', '<p class="kw">decoy</p>'],
    ['@media screen{.kw{visibility:hidden}}', '<p class="kw">decoy</p>'],
    ['body .a > .kw, .other{position:absolute;left:-5000px}', '<div class="a"><p class="kw">decoy</p></div>'],
    ['#x{color:#ffffff} ', '<p id="x">decoy</p>'],
    ['.dark{background:#000} .dark p{color:black}', '<div class="dark"><p>decoy</p></div>'],
    ['p.kw{display:none} p{display:block}', '<p class="kw">decoy</p>'],
  ])("by the page's own rule %s is ignored", async (css, html) => {
    const { text, notes } = await page(html, `<style>${css}</style>`);
    expect(text).not.toContain('decoy');
    expect(notes.join(' ')).toContain('1 hidden passage (1 words)');
  });

  it.each([
    ['.x{display:none} .x.open{display:block}', '<p class="x open">Bring a mask.</p>'],
    ['@media print{.x{display:none}}', '<p class="x">Bring a mask.</p>'],
    ['@media (max-width: 600px){.x{display:none}}', '<p class="x">Bring a mask.</p>'],
    ['.x:hover{opacity:0}', '<p class="x">Bring a mask.</p>'],
    ['ul{font-size:0} li{font-size:16px}', '<ul><li>Bring a mask.</li></ul>'],
    ['.hero{background:#123456;color:#fff}', '<div class="hero"><p>Bring a mask.</p></div>'],
    ['.hero{background:url(x.png);color:white}', '<div class="hero"><p>Bring a mask.</p></div>'],
    ['body{opacity:0}', '<p>Bring a mask.</p>'],
    ['not css at all {{{', '<p>Bring a mask.</p>'],
  ])('is told from text that %s leaves visible', async (css, html) => {
    expect((await page(html, `<style>${css}</style>`)).text).toContain('Bring a mask.');
  });
});

describe('chrome round a posting', () => {
  it('is dropped', async () => {
    const { text } = await page(`
      <nav><a>Home</a></nav><div class="cookie-banner"><p>Our site uses cookies from 40 partners.</p><button>Accept</button></div>
      <div role="dialog">Sign up for alerts</div><aside><h3>Other jobs</h3><a href="/1">Plater, Hull</a></aside>
      <div class="related-jobs"><h3>More jobs like this</h3><ul><li><a href="/2">MIG welder</a></li></ul></div>
      <footer>© JobBoard · Privacy</footer>`);
    expect(text).not.toMatch(/Home|cookies|Sign up|Plater|MIG|Privacy/);
  });

  it('does not take the posting with it', async () => {
    const { text } = await page(`
      <header><p>Bay 4, Sheffield</p></header>
      <main class="has-cookie-bar"><article><header><p>Reports to the foreman of the night shift</p></header>
      <aside><p>Salary: £17.50 an hour, paid weekly</p></aside>
      <section id="related-experience"><h2>Related experience</h2><p>${'Repairing milk tankers counts as much as any certificate that you could show us. '.repeat(3)}</p></section>
      </article></main>`);
    expect(text).toContain('Reports to the foreman');
    expect(text).toContain('Salary: £17.50 an hour');
    expect(text).toContain('Repairing milk tankers');
  });

  it('does not glue what stands side by side', async () => {
    const { text } = await page(
      '<p><span>Sheffield</span><span>Full-time</span><span>£17.50</span></p><dl><dt>Shift</dt><dd>Nights</dd></dl>',
    );
    expect(text).toContain('Sheffield · Full-time · £17.50');
    expect(text).toContain('Shift: Nights');
  });

  it('keeps items of lists that are never closed and of lines with bullets', async () => {
    const { blocks } = await page(
      '<ul><li>Coded to EN ISO 9606-1<li>Reads drawings</ul><p>Duties:<br>- Weld tube<br>- Check seams</p>',
    );
    expect(blocks.filter((block) => block.kind === 'item').map((block) => block.text)).toEqual([
      'Coded to EN ISO 9606-1',
      'Reads drawings',
      'Weld tube',
      'Check seams',
    ]);
  });
});

describe('structured data', () => {
  const posting = {
    '@context': 'https://schema.org',
    '@type': 'JobPosting',
    title: 'Night baker &amp; oven hand',
    hiringOrganization: { '@type': 'Organization', name: 'Crumb &amp; Co' },
    jobLocation: [
      { address: { addressLocality: 'Ghent', addressCountry: { '@type': 'Country', name: 'Belgium' } } },
    ],
    jobLocationType: 'TELECOMMUTE',
    baseSalary: { currency: 'EUR', value: { minValue: '2400', maxValue: 2800, unitText: 'MONTH' } },
    description: [
      '&amp;lt;p&amp;gt;You bake wheat bread at night for nine shops in town, and you drive it round in the morning.&amp;lt;/p&amp;gt;',
      '&amp;lt;p&amp;gt;You bake rye bread &amp;amp; rolls.&amp;lt;/p&amp;gt;',
      '&amp;lt;ul&amp;gt;&amp;lt;li&amp;gt;Gets up at two&amp;lt;/li&amp;gt;&amp;lt;/ul&amp;gt;',
    ].join(''),
  };
  const script = (data: unknown) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`;

  it.each([
    ['alone', posting],
    ['in a list', [{ '@type': 'WebSite' }, posting]],
    [
      'in a graph',
      {
        '@graph': [
          { '@type': 'Organization', name: 'Wrong' },
          { ...posting, '@type': ['Thing', 'JobPosting'] },
        ],
      },
    ],
  ])('%s gives facts and, where the page shows nothing, the wording', async (_how, data) => {
    const html = `<html><head>${script(data)}</head><body><div id="root"></div></body></html>`;
    const read = await readPosting({ name: 'x.html', text: html }, { maxBytes: 1_000_000 });
    expect(read).toMatchObject({
      title: 'Night baker & oven hand',
      company: 'Crumb & Co',
      location: 'Ghent, Belgium or remote',
      salary: 'EUR 2,400–2,800 per month',
    });
    expect(read.text).toContain('You bake rye bread & rolls.');
    expect(read.blocks.at(-1)).toMatchObject({ kind: 'item', text: 'Gets up at two' });
    expect(read.text).not.toMatch(/[<>]|&lt;/);
  });

  it('that is broken or of another kind is passed over', async () => {
    const { title } = await page(
      '',
      `<script type="application/ld+json">{"@type":"JobPosting",</script>${script({ '@type': 'Product', title: 'Oven' })}`,
    );
    expect(title).toBe('TIG welder');
  });

  it('does not replace wording that the page shows', async () => {
    expect((await page(filler, script(posting))).text).not.toContain('rye');
  });
});
