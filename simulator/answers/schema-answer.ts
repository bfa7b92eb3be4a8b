import type { Random } from '../seeded-random.ts';
import { type NamedPerson, Wording } from './choose-wording.ts';
import { isSchema, type JsonSchema, resolveSchema } from './json-schema.ts';
import { type Judgement, judgeRequirement } from './judge-requirement.ts';
import type { CitableItem, Material } from './material.ts';
import { numberWithin } from './number-within.ts';
import { textFor } from './text-for.ts';

/** Where in the answer a value stands, and what the object round it is about. */
interface Place {
  /** Names from the root; an item of an array has the array's name. */
  path: readonly string[];
  /** What the nearest object cites, so that its id, its quote and its text belong together. */
  cited?: CitableItem;
  /** What is said of the requirement that the nearest object is about. */
  judged?: Judgement;
  person?: NamedPerson;
  /** What the nearest object quotes. */
  quoted?: string;
  /** The role whose bullets are being listed. */
  parentId?: string;
  depth: number;
}

const isIdName = /^(?:id|ids|sources|sourceId|requirement|bestBullets|.*[a-z]Ids?|.*_ids?)$/;

/** An instance of the schema, put together from the material: valid, sensible, understood by nobody. */
export function answerBySchema(schema: JsonSchema, material: Material, random: Random): unknown {
  return new SchemaAnswer(schema, material, random).value(schema, { path: [], depth: 0 });
}

class SchemaAnswer {
  readonly #root: JsonSchema;
  readonly #wording: Wording;
  readonly #random: Random;

  constructor(root: JsonSchema, material: Material, random: Random) {
    this.#root = root;
    this.#wording = new Wording(material, random);
    this.#random = random;
  }

  value(unresolved: JsonSchema, place: Place): unknown {
    const schema = resolveSchema(unresolved, this.#root);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return this.#oneOf(schema.enum, place);
    const options = schema.anyOf ?? schema.oneOf;
    if (options !== undefined) return this.#option(options, place);
    switch (typeOf(schema)) {
      case 'object':
        return this.#object(schema, place);
      case 'array':
        return this.#array(schema, place);
      case 'integer':
      case 'number':
        return numberWithin(schema, nameOf(place), this.#random);
      case 'boolean':
        return this.#random() < 0.5;
      case 'null':
        return null;
      default:
        return this.#string(schema, place);
    }
  }

  #option(options: readonly JsonSchema[], place: Place): unknown {
    const resolved = options.map((option) => resolveSchema(option, this.#root));
    const some = resolved.filter((option) => typeOf(option) !== 'null');
    // Nothing in the material would be true of these.
    const nullable = some.length < resolved.length;
    if (nullable && (isUnknowable(nameOf(place)) || place.depth > 12)) return null;
    const index = some.every(({ properties }) => properties !== undefined)
      ? Math.floor(this.#random() * some.length)
      : 0;
    const chosen = some[index];
    return chosen === undefined ? null : this.value(chosen, place);
  }

  #oneOf(values: readonly unknown[], place: Place): unknown {
    if (place.judged !== undefined && values.includes(place.judged.status)) return place.judged.status;
    const cited = values.find((value) => value === place.cited?.id);
    if (cited !== undefined && isIdName.test(nameOf(place))) return cited;
    return this.#wording.next(place.path.join('.'), values) ?? null;
  }

  #object(schema: JsonSchema, place: Place): Record<string, unknown> {
    const properties = Object.entries(schema.properties ?? {});
    const required = new Set(schema.required ?? []);
    const inside = this.#cite(properties, place);
    const answer: Record<string, unknown> = {};
    for (const [name, property] of properties) {
      if (!required.has(name) && (isUnknowable(name) || place.depth > 12)) continue;
      answer[name] = this.value(property, { ...inside, path: [...place.path, name], depth: place.depth + 1 });
    }
    const { quote, source } = answer;
    if (typeof quote === 'string' && typeof source === 'number')
      answer.source = this.#wording.sourceOf(quote);
    if (properties.length === 0 && isSchema(schema.additionalProperties)) {
      const key = this.#wording.term();
      answer[key] = this.value(schema.additionalProperties, { ...inside, depth: place.depth + 1 });
    }
    return answer;
  }

  /** Chooses what an object that names ids is about; within a role, one of the role's bullets. */
  #cite(properties: readonly (readonly [string, JsonSchema])[], place: Place): Place {
    const names = properties.map(([name]) => name);
    if (names.includes('name') && names.includes('quote') && names.includes('reason')) {
      const person = this.#wording.next('person', this.#wording.people());
      return person === undefined ? place : { ...place, person };
    }
    if (names.includes('status') && names.includes('evidence')) return this.#judge(names, place);
    const idName = names.find((name) => isIdName.test(name));
    if (idName === undefined) {
      return names.includes('quote') ? { ...place, quoted: this.#wording.sentence('posting') } : place;
    }
    const holdsCited = properties.some(([, property]) => this.#isListOfCiting(property));
    if (holdsCited) {
      const parent = this.#wording.next('parents', this.#wording.parents());
      if (parent !== undefined) return { ...place, cited: parent, parentId: parent.id };
    }
    const items = this.#wording.items([...place.path, idName].join('.'));
    const within = items.filter(
      ({ id }) => place.parentId !== undefined && id.startsWith(`${place.parentId}.`),
    );
    const list = within.length > 0 ? within : items;
    const cited = this.#wording.next(`${place.path.join('.')}|${place.parentId ?? ''}`, list);
    return cited === undefined ? place : { ...place, cited };
  }

  #judge(names: readonly string[], place: Place): Place {
    const isListed = names.some((name) => /^requirement/.test(name));
    const requirements = isListed ? this.#wording.items('requirement') : [];
    const requirement = this.#wording.next('judged', requirements) ?? {
      id: '',
      text: this.#wording.sentence('posting'),
    };
    const judged = judgeRequirement(requirement.text, this.#wording.items('cv'));
    return { ...place, cited: requirement, judged };
  }

  #isListOfCiting(property: JsonSchema): boolean {
    const { items } = resolveSchema(property, this.#root);
    if (!isSchema(items)) return false;
    const { properties = {} } = resolveSchema(items, this.#root);
    return Object.keys(properties).some((name) => isIdName.test(name));
  }

  #array(schema: JsonSchema, place: Place): unknown[] {
    const fixed = (schema.prefixItems ?? []).map((item) =>
      this.value(item, { ...place, depth: place.depth + 1 }),
    );
    if (!isSchema(schema.items)) return fixed;
    const item = resolveSchema(schema.items, this.#root);
    if (nameOf(place) === 'evidence' && typeOf(item) === 'string') return this.#evidence(schema, place);
    const count = this.#count(schema, item, place);
    const values = [...fixed];
    const seen = new Set(values.map((value) => JSON.stringify(value)));
    // Repeats are left out; a few more tries make up for them.
    for (let tries = 0; values.length < count && tries < count * 3; tries += 1) {
      const value = this.value(item, { ...place, depth: place.depth + 1 });
      const key = JSON.stringify(value);
      const mayRepeat = count - values.length >= count * 3 - tries;
      if (seen.has(key) && !mayRepeat) continue;
      seen.add(key);
      values.push(value);
    }
    return values;
  }

  #evidence({ minItems = 0, maxItems = 3 }: JsonSchema, { judged }: Place): string[] {
    const items = this.#wording.items('evidence');
    const ids = judged?.ids ?? items.slice(0, 1).map(({ id }) => id);
    const filled = ids.length < minItems ? items.slice(0, minItems).map(({ id }) => id) : ids;
    return filled.slice(0, maxItems);
  }

  #count(schema: JsonSchema, item: JsonSchema, place: Place): number {
    const least = schema.minItems ?? 0;
    const most = schema.maxItems ?? Math.max(least, 100);
    if (place.depth > 12) return least;
    const name = nameOf(place);
    if (name === 'bestBullets') return Math.min(most, 12, Math.max(least, this.#wording.items(name).length));
    if (isIdName.test(name) && item.properties === undefined) return Math.max(least, 1);
    const names = Object.keys(item.properties ?? {});
    if (names.some((one) => /^requirement(?:Id)?$/.test(one))) {
      return Math.min(most, Math.max(least, this.#wording.items('requirement').length));
    }
    if (names.includes('name') && names.includes('quote') && names.includes('reason')) {
      return Math.min(most, Math.max(least, Math.min(5, this.#wording.people().length)));
    }
    if (/^added$|^functions$/.test(name)) return least;
    if (name === 'paragraphs') return Math.min(most, Math.max(least, 3));
    if (names.includes('id') && names.some((one) => this.#isListOfCiting(item.properties?.[one] ?? {}))) {
      return Math.min(most, Math.max(least, this.#wording.parents().length, 1));
    }
    // A list that ranks everything with an id holds all of it, and so does one of a role's bullets.
    const ranks = names.includes('relevance') || place.parentId !== undefined;
    if (ranks && names.some((id) => isIdName.test(id))) {
      const { length } = this.#wording
        .items(name)
        .filter(({ id }) => place.parentId === undefined || id.startsWith(`${place.parentId}.`));
      return Math.min(most, Math.max(least, length));
    }
    if (names.includes('sourceId')) return Math.min(most, Math.max(least, this.#wording.parents().length, 1));
    const usual = Math.max(least, 2 + Math.floor(this.#random() * 3));
    return Math.min(most, usual);
  }

  #string(schema: JsonSchema, place: Place): string {
    const name = nameOf(place);
    const isIdOfTitle = name === 'label' && this.#wording.named('titles').length > 0;
    if (isIdOfTitle) return this.#wording.items(name)[0]?.id ?? '';
    if (isIdName.test(name) && schema.format === undefined) {
      const items = this.#wording.items(place.path.join('.'));
      const id = place.cited?.id ?? this.#wording.next(`${place.path.join('.')}.id`, items)?.id;
      if (id !== undefined && !isMisplaced(name, id, items)) return id;
      const other = this.#wording.next(`${place.path.join('.')}.id`, items)?.id;
      if (other !== undefined) return other;
    }
    return textFor(schema, { ...place, name }, this.#wording);
  }
}

/** A bullet's id where a requirement's is asked for. */
function isMisplaced(name: string, id: string, items: readonly CitableItem[]): boolean {
  return /requirement/i.test(name) && !/^q\d/.test(id) && items.some((item) => /^q\d/.test(item.id));
}

function isUnknowable(name: string): boolean {
  return /^(?:e-?mail(?:Address)?|phone|url|website|link|linkedin|image|endDate|startDate)$/i.test(name);
}

function nameOf({ path }: Place): string {
  return path.at(-1) ?? '';
}

function typeOf(schema: JsonSchema): string {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const type = types.find((name) => name !== 'null') ?? types[0];
  if (type !== undefined) return type;
  if (schema.properties !== undefined) return 'object';
  return schema.items === undefined ? 'string' : 'array';
}
