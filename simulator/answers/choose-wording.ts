import type { Random } from '../seeded-random.ts';
import type { CitableItem, Material, MaterialBlock } from './material.ts';

const isCv = /\b(?:cv|master|candidate|resume|bullets?|experience|roles?|evidence|titles?|entr(?:y|ies))\b/;
const isPosting = /\b(?:posting|job|vacancy|advert|sources?|requirements?|needs|head|company)\b/;

/** A person in charge whom the material names, and the sentence that does. */
export interface NamedPerson {
  name: string;
  sentence: string;
}

/** Finds in the material what a field of some name would be filled with. */
export class Wording {
  readonly #material: Material;
  readonly #random: Random;
  /** Each list is gone through once before anything in it comes again. */
  readonly #used = new Map<unknown, number>();

  constructor(material: Material, random: Random) {
    this.#material = material;
    this.#random = random;
  }

  cvBlocks(): MaterialBlock[] {
    return this.#blocks(isCv);
  }

  postingBlocks(): MaterialBlock[] {
    return this.#blocks(isPosting);
  }

  /** Everything with an id that suits a field: requirements for `requirementIds`, the CV's bullets for `sources`. */
  items(field: string): CitableItem[] {
    const all = this.#material.blocks.flatMap(({ items }) => items);
    if (/label|title/i.test(field)) {
      const titles = this.named('titles').flatMap(({ items }) => items);
      if (titles.length > 0) return titles;
    }
    if (/requirement/i.test(field)) {
      const requirements = all.filter(({ id }) => /^q\d/.test(id));
      if (requirements.length > 0) return requirements;
    }
    if (/block|passage/i.test(field)) {
      const blocks = this.postingBlocks().flatMap(({ items }) => items);
      if (blocks.length > 0) return blocks;
    }
    const evidence = this.named('evidence').flatMap(({ items }) => items);
    if (evidence.length > 0) return evidence;
    const ofCv = this.cvBlocks().flatMap(({ items }) => items);
    const bullets = ofCv.filter(({ id }) => /\.b\d/.test(id));
    if (bullets.length > 0) return bullets;
    return ofCv.length > 0 ? ofCv : all;
  }

  /** Roles, projects and the like: ids that have bullets below them. */
  parents(): CitableItem[] {
    const all = this.#material.blocks.flatMap(({ items }) => items);
    const ids = new Set(all.map(({ id }) => id.split('.')[0] ?? ''));
    return [...ids]
      .filter((id) => /^[wvp]\d/.test(id) && all.some((item) => item.id.startsWith(`${id}.b`)))
      .map((id) => all.find((item) => item.id === id) ?? { id, text: id });
  }

  /** Blocks whose fence has this very name. */
  named(name: string): MaterialBlock[] {
    return this.#material.blocks.filter(({ label }) => label === name);
  }

  /** The number of the source that a quote stands in, where sources are numbered; 0 else. */
  sourceOf(quote: string): number {
    for (const { text } of this.#material.blocks) {
      const at = text.indexOf(quote);
      const heads = at < 0 ? [] : [...text.slice(0, at).matchAll(/^Source (\d+)\b/gm)];
      const last = heads.at(-1)?.[1];
      if (last !== undefined) return Number(last);
    }
    return 0;
  }

  /** Sentences that name a person in charge, with the name. */
  people(): NamedPerson[] {
    return this.#material.blocks.flatMap(({ sentences }) =>
      sentences.flatMap((sentence) => {
        if (!/\b(?:leads?|heads?|head of|manages?|contact|recruit\w*|send your)\b/i.test(sentence)) return [];
        const name = /(?<=(?:^|[\p{Ll},:] ))\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+(?=[ ,.])/u.exec(sentence)?.[0];
        return name === undefined ? [] : [{ name, sentence }];
      }),
    );
  }

  /** The next sentence of the posting, or of the CV where a field's name says so. */
  sentence(field: string): string {
    const blocks = isCv.test(field.toLowerCase()) ? this.cvBlocks() : this.postingBlocks();
    const whole = blocks.filter(({ label }) => /^(?:posting|sources)$/.test(label));
    const sentences = (whole.length > 0 ? whole : blocks).flatMap((block) => block.sentences);
    const list = sentences.length > 0 ? sentences : this.#material.blocks.flatMap((block) => block.sentences);
    return this.next(isCv.test(field.toLowerCase()) ? 'cv' : 'posting', list) ?? this.#firstWords();
  }

  /** At least so many words in whole sentences, by turns from the posting and the CV; never over `mostWords`. */
  prose(leastWords: number, mostWords: number): string {
    const lists = [this.cvBlocks(), this.postingBlocks()].map((blocks) =>
      blocks.flatMap(({ sentences }) => sentences),
    );
    const chosen: string[] = [];
    let words = 0;
    for (let turn = 0; words < leastWords && turn < 200; turn += 1) {
      const list = lists[turn % 2]?.length ? lists[turn % 2] : lists[(turn + 1) % 2];
      const sentence = this.next('prose', list ?? []);
      if (sentence === undefined) break;
      const count = sentence.split(/\s+/).length;
      if (words + count > mostWords || chosen.includes(sentence)) continue;
      chosen.push(/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);
      words += count;
    }
    return chosen.length > 0 ? chosen.join(' ') : this.#firstWords();
  }

  /** The first short line of the posting: its title. */
  title(): string {
    const [headTitle = ''] = (this.named('head')[0]?.text ?? '').split(' · ');
    if (headTitle.trim() !== '') return headTitle.trim();
    const lines = this.postingBlocks().flatMap(({ text }) => text.split('\n'));
    const title = lines.map((line) => line.replace(/^[\s#*>-]+/, '').trim()).find((line) => line !== '');
    return (title ?? 'The post').slice(0, 80);
  }

  /** A name that the posting says often: capitals within a sentence. */
  name(): string {
    const [, company] = (this.named('head')[0]?.text ?? '').split(' · ');
    if (company !== undefined && company.trim() !== '') return company.trim();
    const counts = new Map<string, number>();
    for (const { text } of this.postingBlocks()) {
      for (const [word] of text.matchAll(/(?<=[\p{Ll},] )\p{Lu}[\p{L}\p{N}]{2,}/gu)) {
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'The employer';
  }

  /** A word or name that both the posting and the CV hold, then one that only the posting does. */
  term(): string {
    const skills = this.named('skills')
      .flatMap(({ text }) => text.split('\n'))
      .filter((skill) => skill.trim() !== '');
    if (skills.length > 0) return this.next('skill', skills) ?? '';
    const cv = this.cvBlocks()
      .map(({ text }) => text)
      .join('\n');
    const terms = new Set<string>();
    for (const { text } of this.postingBlocks()) {
      for (const [word] of text.matchAll(/(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}+#./-]*[\p{L}\p{N}+#]/gu))
        terms.add(word);
    }
    const ranked = [...terms].sort((a, b) => Number(cv.includes(b)) - Number(cv.includes(a)));
    return this.next('term', ranked) ?? this.#firstWords(1);
  }

  next<T>(key: string, list: readonly T[]): T | undefined {
    if (list.length === 0) return undefined;
    const used = this.#used.get(key) ?? Math.floor(this.#random() * Math.min(list.length, 4));
    this.#used.set(key, used + 1);
    return list[used % list.length];
  }

  #blocks(kind: RegExp): MaterialBlock[] {
    const { blocks } = this.#material;
    const labelled = blocks.filter(({ label }) => kind.test(label));
    if (labelled.length > 0) return labelled;
    const others = blocks.filter(({ label }) => !isCv.test(label) && !isPosting.test(label));
    return others.length > 0 ? others : blocks;
  }

  #firstWords(count = 12): string {
    const words = this.#material.blocks
      .flatMap(({ text }) => text.split(/\s+/))
      .filter((word) => word !== '');
    return words.slice(0, count).join(' ') || 'Nothing was asked';
  }
}
