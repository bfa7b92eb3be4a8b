import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import { hrTime, millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import {
  type CounterName,
  counters,
  type HistogramName,
  histograms,
  type MetricDefinition,
} from './names.ts';

/**
 * Metrics of the guarded path, where every call touches a dozen of them. The SDK's instruments look their series up
 * by attributes at each call (0.4–0.6 µs each here); these hand the series out once and are read at collection.
 */
export interface Metric<Series> {
  /** The series of these attributes, made at the first asking. Attributes that names.ts does not list are left out. */
  bind(attributes: Attributes): Series;
}

export interface CounterSeries {
  add(value: number): void;
}

export interface HistogramSeries {
  record(value: number): void;
}

/** Beyond it everything goes into one series, as with the SDK's instruments. */
const mostSeries = 2000;
const overflow: Attributes = { 'otel.metric.overflow': true };

/** What a family hands out; until something is recorded it is no series yet. */
interface Recorded {
  readonly isEmpty: boolean;
}

abstract class Family<Series extends Recorded> implements Metric<Series> {
  readonly #labels: readonly string[];
  readonly #byKey = new Map<string, { attributes: Attributes; series: Series }>();

  protected constructor(labels: readonly string[]) {
    this.#labels = labels;
  }

  protected abstract create(): Series;
  abstract data(startTime: HrTime, endTime: HrTime): MetricData;

  bind(attributes: Attributes): Series {
    const values = this.#labels.map((label) => attributes[label] ?? null);
    const key = JSON.stringify(values);
    const known = this.#byKey.get(key);
    if (known) return known.series;
    if (this.#byKey.size >= mostSeries) return this.#add('overflow', overflow);
    const own = this.#labels.flatMap((label) =>
      attributes[label] === undefined ? [] : [[label, attributes[label]]],
    );
    return this.#add(key, Object.fromEntries(own));
  }

  #add(key: string, attributes: Attributes): Series {
    const known = this.#byKey.get(key);
    if (known) return known.series;
    const series = this.create();
    this.#byKey.set(key, { attributes, series });
    return series;
  }

  get isEmpty(): boolean {
    return [...this.#byKey.values()].every(({ series }) => series.isEmpty);
  }

  protected points<T>(startTime: HrTime, endTime: HrTime, read: (series: Series) => T): DataPoint<T>[] {
    return [...this.#byKey.values()]
      .filter(({ series }) => !series.isEmpty)
      .map(({ attributes, series }) => ({ startTime, endTime, attributes, value: read(series) }));
  }
}

class Counter implements CounterSeries, Recorded {
  value = 0;
  isEmpty = true;

  /** Counters never go down; a negative value is ignored, as the SDK does. */
  add(value: number): void {
    if (!(value >= 0)) return;
    this.value += value;
    this.isEmpty = false;
  }
}

class CounterFamily extends Family<Counter> {
  readonly #definition: MetricDefinition;

  constructor(definition: MetricDefinition) {
    super(definition.labels);
    this.#definition = definition;
  }

  protected create(): Counter {
    return new Counter();
  }

  data(startTime: HrTime, endTime: HrTime): MetricData {
    return {
      descriptor: descriptorOf(this.#definition),
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints: this.points(startTime, endTime, ({ value }) => value),
    };
  }
}

class Histogram implements HistogramSeries, Recorded {
  readonly boundaries: readonly number[];
  readonly counts: number[];
  sum = 0;
  count = 0;

  constructor(boundaries: readonly number[]) {
    this.boundaries = boundaries;
    this.counts = new Array(boundaries.length + 1).fill(0);
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  record(value: number): void {
    const { boundaries, counts } = this;
    let bucket = 0;
    while (bucket < boundaries.length && value > (boundaries[bucket] as number)) bucket += 1;
    counts[bucket] = (counts[bucket] as number) + 1;
    this.sum += value;
    this.count += 1;
  }
}

class HistogramFamily extends Family<Histogram> {
  readonly #definition: MetricDefinition & { buckets: readonly number[] };

  constructor(definition: MetricDefinition & { buckets: readonly number[] }) {
    super(definition.labels);
    this.#definition = definition;
  }

  protected create(): Histogram {
    return new Histogram(this.#definition.buckets);
  }

  data(startTime: HrTime, endTime: HrTime): MetricData {
    return {
      descriptor: descriptorOf(this.#definition),
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: this.points(startTime, endTime, ({ boundaries, counts, sum, count }) => ({
        buckets: { boundaries: [...boundaries], counts: [...counts] },
        sum,
        count,
      })),
    };
  }
}

function descriptorOf({ instrument, description, unit }: MetricDefinition): MetricData['descriptor'] {
  return { name: instrument, description, unit, valueType: ValueType.DOUBLE };
}

/** Makes metrics by name and hands what they hold to the readers beside the SDK's own. */
export class SeriesProducer implements MetricProducer {
  readonly #scope: string;
  readonly #startTime = millisToHrTime(Date.now());
  readonly #families: (CounterFamily | HistogramFamily)[] = [];

  constructor(scope: string) {
    this.#scope = scope;
  }

  counter(name: CounterName): Metric<CounterSeries> {
    return this.#added(new CounterFamily(counters[name]));
  }

  histogram(name: HistogramName): Metric<HistogramSeries> {
    return this.#added(new HistogramFamily(histograms[name]));
  }

  #added<F extends CounterFamily | HistogramFamily>(family: F): F {
    this.#families.push(family);
    return family;
  }

  async collect(): Promise<CollectionResult> {
    const endTime = hrTime();
    const metrics = this.#families
      .filter((family) => !family.isEmpty)
      .map((family) => family.data(this.#startTime, endTime));
    return {
      resourceMetrics: {
        resource: emptyResource(),
        scopeMetrics: [{ scope: { name: this.#scope }, metrics }],
      },
      errors: [],
    };
  }
}
