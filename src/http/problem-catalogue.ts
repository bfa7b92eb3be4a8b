/**
 * The problems that callers are likely to meet, for titles and for the documentation page. A code that is
 * not listed here comes from deeper inside and explains itself in its `detail`.
 */
export const problemCatalogue: Readonly<Record<string, { status: number; title: string; meaning: string }>> =
  {
    POSTING_NO_TEXT: {
      status: 422,
      title: 'The posting says too little',
      meaning: 'There are not enough words in it to tell what is asked for.',
    },
    CV_INVALID: {
      status: 422,
      title: 'The CV breaks the JSON Resume schema',
      meaning: '`detail` names every field at fault.',
    },
    CV_UNKNOWN_SHAPE: {
      status: 422,
      title: 'The CV has an unknown shape',
      meaning: 'It is neither JSON Resume, RenderCV nor a CV in Markdown.',
    },
    CV_NOT_JSON: {
      status: 422,
      title: 'The CV is not valid JSON',
      meaning: '`detail` names the line and column at which it stops making sense.',
    },
    CV_NOT_YAML: {
      status: 422,
      title: 'The CV is not valid YAML',
      meaning: '`detail` says where.',
    },
    CV_NO_WORK: {
      status: 422,
      title: 'The CV has no work',
      meaning: 'There is no role, project or voluntary post to tailor.',
    },
    CV_NO_NAME: {
      status: 422,
      title: 'The CV has no name',
      meaning: 'Whose CV it is cannot be told.',
    },
    ARTIFACT_MISSING: {
      status: 404,
      title: 'The artifact is gone',
      meaning: 'The job made it, and it is no longer in the data folder.',
    },
    REQUEST_INVALID: {
      status: 400,
      title: 'The request has invalid fields',
      meaning:
        'A field or query parameter is missing, unknown or has a wrong value; `errors` names each one.',
    },
    TIME_RANGE_INVALID: {
      status: 400,
      title: 'The time range is invalid',
      meaning: '`since`, `from` or `to` cannot be read, or they contradict each other.',
    },
    TIME_ZONE_UNKNOWN: {
      status: 400,
      title: 'The time zone is not known',
      meaning: '`tz` must be an IANA zone such as `Europe/Warsaw`.',
    },
    CURSOR_INVALID: {
      status: 400,
      title: 'The cursor is invalid',
      meaning: '`cursor` must be `nextCursor` of a page, as it is.',
    },
    REQUEST_MALFORMED: {
      status: 400,
      title: 'The request is malformed',
      meaning: 'The request is not valid HTTP, or its address cannot be read.',
    },
    REQUEST_ABORTED: {
      status: 400,
      title: 'The request was cut off',
      meaning: 'The connection closed before the whole body had arrived. Nothing was submitted.',
    },
    BODY_EMPTY: { status: 400, title: 'The body is empty', meaning: 'The route needs a body.' },
    BODY_NOT_UTF8: {
      status: 400,
      title: 'The body is not UTF-8',
      meaning: 'JSON must be sent in UTF-8.',
    },
    JSON_MALFORMED: {
      status: 400,
      title: 'The JSON is malformed',
      meaning: '`detail` names the line and column at which the JSON stops making sense.',
    },
    FORM_MALFORMED: {
      status: 400,
      title: 'The form is malformed',
      meaning: 'The multipart body does not keep to its boundary, or ends too early.',
    },
    HOST_REFUSED: {
      status: 403,
      title: 'The host name is refused',
      meaning:
        'While there are no API keys the service answers only under a loopback name, so that no web page can reach it by rebinding a name of its own.',
    },
    CROSS_SITE_REFUSED: {
      status: 403,
      title: 'The request of another site is refused',
      meaning: 'A browser sent this request on behalf of a page of another origin.',
    },
    ROUTE_UNKNOWN: { status: 404, title: 'There is nothing here', meaning: 'No route has this path.' },
    JOB_UNKNOWN: { status: 404, title: 'There is no such job', meaning: 'No job has this id.' },
    ARTIFACT_UNKNOWN: {
      status: 404,
      title: 'There is no such artifact',
      meaning: 'The job has no file of this name, or not yet.',
    },
    METHOD_NOT_ALLOWED: {
      status: 405,
      title: 'The method is not allowed',
      meaning: 'The path exists, but not for this method; `Allow` lists those it has.',
    },
    REQUEST_TIMEOUT: {
      status: 408,
      title: 'The request took too long to arrive',
      meaning: 'Headers or body were sent too slowly.',
    },
    BODY_TOO_LARGE: {
      status: 413,
      title: 'The body is too large',
      meaning: '`detail` names the limit in bytes.',
    },
    POSTING_TOO_LARGE: {
      status: 413,
      title: 'The posting is too large',
      meaning: '`detail` names the limits.',
    },
    CV_TOO_LARGE: { status: 413, title: 'The CV is too large', meaning: '`detail` names the limits.' },
    CONTENT_TYPE_UNSUPPORTED: {
      status: 415,
      title: 'The content type is not supported',
      meaning: 'Send `application/json` or `multipart/form-data`, without a content encoding.',
    },
    CHARSET_UNKNOWN: {
      status: 415,
      title: 'The character set is not known',
      meaning: 'An uploaded file names a character set that cannot be decoded; send UTF-8.',
    },
    POSTING_EMPTY: { status: 422, title: 'The posting is empty', meaning: 'It holds no text.' },
    CV_EMPTY: { status: 422, title: 'The CV is empty', meaning: 'It holds no text.' },
    POSTING_NOT_TEXT: {
      status: 422,
      title: 'The posting is not text',
      meaning: 'What was sent is not text in its character set (UTF-8 unless it says otherwise).',
    },
    CV_NOT_TEXT: {
      status: 422,
      title: 'The CV is not text',
      meaning: 'What was sent is not text in its character set (UTF-8 unless it says otherwise).',
    },
    POSTING_URL_UNSUPPORTED: {
      status: 422,
      title: 'Postings cannot be fetched yet',
      meaning: 'Fetching a posting from its address is not configured; send its text.',
    },
    PIPELINE_UNAVAILABLE: {
      status: 422,
      title: 'The pipeline is not available',
      meaning: 'This service does not run the pipeline that was asked for.',
    },
    PROVIDER_UNKNOWN: {
      status: 404,
      title: 'There is no such provider',
      meaning: '`action` lists those there are.',
    },
    BUDGET_UNKNOWN: {
      status: 404,
      title: 'There is no such budget',
      meaning: 'No stored budget has this id.',
    },
    BUDGET_INVALID: {
      status: 422,
      title: 'The budget is invalid',
      meaning: '`detail` names everything that is wrong, contradictions to other budgets included.',
    },
    PRICE_UNKNOWN: {
      status: 500,
      title: 'A configured model has no price',
      meaning:
        'What it costs is not known, so it is never called; price it in the file that PRICES_FILE names.',
    },
    HEADERS_TOO_LARGE: {
      status: 431,
      title: 'The headers are too large',
      meaning: 'All headers together must stay under 16 KiB.',
    },
    INTERNAL: {
      status: 500,
      title: 'Something went wrong inside',
      meaning: 'A fault of the service. The log holds the details under the `requestId`.',
    },
    NOT_READY: {
      status: 503,
      title: 'The service is not ready',
      meaning: 'It is starting, draining, or cannot reach its store.',
    },
    STORE_UNAVAILABLE: {
      status: 503,
      title: 'The store cannot be used right now',
      meaning: 'Try again after `Retry-After` seconds.',
    },
  };
