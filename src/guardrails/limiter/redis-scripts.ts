import type { RedisScript } from '../../shared-state/redis-connection.ts';

/*
 * One provider's windows in Redis: what MemoryRoom does, for all processes at once. Each log is a list of
 * `at:requests:tokens`, oldest first, and its totals and the number of its next slot are in the hash `state`:
 *
 *   epoch   names these data: who has another one in mind first tells what it did itself (`limiterJoin`)
 *   gen     names the numbering of the slots: a settlement of another one is ignored
 *   now,raw time as it is counted here, and the server's when it was read last
 *   mn mr mt, dn dr dt   minute and day: next slot, requests, tokens
 *   paused  until when
 *   opens   before this nothing is granted: all processes were away, and tell first what they did meanwhile
 *   claimBy claimTokens claimUntil   room that is kept free for a large call of one process
 *
 * Time never goes back and never jumps ahead: it advances by what the server's clock advanced, at least by nothing
 * and at most by what the asking process's monotonic clock has measured since it last asked. Times are in whole
 * milliseconds; those of grants are rounded up, so that none leaves its window early.
 *
 * KEYS: state, minute, day, processes. ARGV 1–5: epoch, longest advance (−1 unknown), length of the minute window,
 * length of the day window, id of the process.
 */
const prelude = `
local state, minute, day, processes = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local epoch, longest, windowMs, dayMs, process = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local s = {}
do
  local flat = redis.call('HGETALL', state)
  for i = 1, #flat, 2 do s[flat[i]] = flat[i + 1] end
end
local function num(field) return tonumber(s[field] or 0) end
local time = redis.call('TIME')
local raw = time[1] * 1000 + math.floor(time[2] / 1000)
local now, gap = raw, 0
if s.now then
  gap = raw - num('raw')
  local passed = math.max(raw - num('raw'), 0)
  if longest >= 0 and passed > longest then passed = longest end
  now = num('now') + passed
end
s.now, s.raw = now, raw
local function split(entry)
  local at, requests, tokens = string.match(entry, '^(%d+):(%d+):(%d+)$')
  return tonumber(at), tonumber(requests), tonumber(tokens)
end
local function int(value) return string.format('%.0f', value) end
local function join(at, requests, tokens) return int(at) .. ':' .. int(requests) .. ':' .. int(tokens) end
local function expire(list, p, length)
  local step = 1
  while true do
    local entries = redis.call('LRANGE', list, 0, step - 1)
    local gone = 0
    for _, entry in ipairs(entries) do
      local at, requests, tokens = split(entry)
      if at + length > now then break end
      gone = gone + 1
      s[p .. 'r'] = num(p .. 'r') - requests
      s[p .. 't'] = num(p .. 't') - tokens
    end
    if gone > 0 then redis.call('LTRIM', list, gone, -1) end
    if gone < step then break end
    step = 256
  end
  if redis.call('LLEN', list) == 0 then s[p .. 'r'], s[p .. 't'] = 0, 0 end
end
local function save()
  local flat = {}
  for field, value in pairs(s) do
    flat[#flat + 1] = field
    flat[#flat + 1] = type(value) == 'number' and int(value) or value
  end
  redis.call('HSET', state, unpack(flat))
  redis.call('PEXPIRE', state, int(math.max(dayMs, num('paused') - now) + 3600000))
  redis.call('PEXPIRE', minute, int(windowMs * 2))
  redis.call('PEXPIRE', day, int(dayMs + 3600000))
end
local function figures(...)
  local reply = {...}
  for _, value in ipairs({now, num('mr'), num('mt'), num('dr'), math.max(num('paused') - now, 0)}) do
    reply[#reply + 1] = value
  end
  return reply
end
local function member()
  redis.call('ZADD', processes, int(now), process)
  redis.call('ZREMRANGEBYSCORE', processes, '-inf', int(now - 6000))
  redis.call('PEXPIRE', processes, 60000)
  return redis.call('ZCARD', processes)
end
`;

const numberOfKeys = 4;

/**
 * ARGV 6–11: limits of requests, tokens and day (−1: none), resolution of the day, tokens, whether it waits.
 * Gives `taken`, gen, slot in the minute, slot in the day, or `wait`, ms, window; then the figures. Or `join`.
 */
export const takeScript: RedisScript = {
  name: 'limiterTake',
  numberOfKeys,
  lua: `${prelude}
if s.epoch ~= epoch then return {'join'} end
local limitR, limitT, limitD, resolution = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local tokens, waits = tonumber(ARGV[10]), ARGV[11] == '1'
expire(minute, 'm', windowMs)
expire(day, 'd', dayMs)
local function freeAt(list, length, requestsOver, tokensOver)
  local from, last = 0, now + 1000
  while from < 2048 do
    local entries = redis.call('LRANGE', list, from, from + 255)
    for _, entry in ipairs(entries) do
      local at, requests, held = split(entry)
      requestsOver, tokensOver, last = requestsOver - requests, tokensOver - held, at + length
      if requestsOver <= 0 and tokensOver <= 0 then return last end
    end
    if #entries < 256 then return last end
    from = from + 256
  end
  return last
end
local wait, window
if num('paused') > now then
  wait, window = num('paused') - now, 'pause'
elseif num('opens') > now then
  wait, window = num('opens') - now, 'minute'
else
  local overR = limitR >= 0 and num('mr') + 1 - limitR or 0
  local overT = (limitT >= 0 and tokens > 0) and num('mt') + tokens - limitT or 0
  local overD = limitD >= 0 and num('dr') + 1 - limitD or 0
  local foreign = s.claimBy and s.claimBy ~= process and num('claimUntil') > now
  local kept = (foreign and tokens > 0) and num('claimTokens') or 0
  if overR > 0 or overT > 0 then
    wait, window = freeAt(minute, windowMs, overR, overT) - now, overT > 0 and 'minute (tokens)' or 'minute'
  elseif limitT >= 0 and kept > 0 and overT + kept > 0 then
    wait, window = math.min(num('claimUntil') - now, 1000), 'minute (tokens)'
  end
  if overD > 0 then
    local dayWait = freeAt(day, dayMs, overD, 0) - now
    if not wait or dayWait >= wait then wait, window = dayWait, 'day' end
  end
  if overT > 0 and waits and not foreign then
    s.claimBy, s.claimTokens, s.claimUntil = process, tokens, now + 2500
  end
end
if wait then
  save()
  return figures('wait', math.max(wait, 1), window)
end
if s.claimBy == process then s.claimUntil = 0 end
local at = now + 1
local slot, daySlot = -1, -1
if limitR >= 0 or limitT >= 0 then
  slot = num('mn')
  s.mn = slot + 1
  s.mr, s.mt = num('mr') + 1, num('mt') + tokens
  redis.call('RPUSH', minute, join(at, 1, tokens))
end
if limitD >= 0 then
  s.dr = num('dr') + 1
  local newest = resolution > 0 and redis.call('LINDEX', day, -1)
  local last, requests
  if newest then last, requests = split(newest) end
  if last and math.floor(last / resolution) == math.floor(at / resolution) then
    redis.call('LSET', day, -1, join(at, requests + 1, 0))
    daySlot = num('dn') - 1
  else
    daySlot = num('dn')
    s.dn = daySlot + 1
    redis.call('RPUSH', day, join(at, 1, 0))
  end
end
save()
return figures('taken', s.gen, slot, daySlot)
`,
};

/** ARGV 6–10: gen, slot in the minute, tokens to add (may be negative), slot in the day, whether all is given back. */
export const settleScript: RedisScript = {
  name: 'limiterSettle',
  numberOfKeys,
  lua: `${prelude}
if s.gen ~= ARGV[6] then return 0 end
local release = ARGV[10] == '1'
expire(minute, 'm', windowMs)
expire(day, 'd', dayMs)
local function adjust(list, p, slot, requests, tokens)
  local place = slot - (num(p .. 'n') - redis.call('LLEN', list))
  if slot < 0 or place < 0 then return end
  local entry = redis.call('LINDEX', list, int(place))
  if not entry then return end
  local at, requestsBefore, tokensBefore = split(entry)
  local requestsAfter, tokensAfter = math.max(requestsBefore + requests, 0), math.max(tokensBefore + tokens, 0)
  redis.call('LSET', list, int(place), join(at, requestsAfter, tokensAfter))
  s[p .. 'r'] = num(p .. 'r') + requestsAfter - requestsBefore
  s[p .. 't'] = num(p .. 't') + tokensAfter - tokensBefore
end
adjust(minute, 'm', tonumber(ARGV[7]), release and -1 or 0, tonumber(ARGV[8]))
if release then adjust(day, 'd', tonumber(ARGV[9]), -1, 0) end
save()
return 1
`,
};

/** ARGV 6: for how long. Never shortens a pause. */
export const pauseScript: RedisScript = {
  name: 'limiterPause',
  numberOfKeys,
  lua: `${prelude}
s.paused = math.max(num('paused'), now + tonumber(ARGV[6]))
save()
return s.paused - now
`,
};

/** A sign of life. Gives epoch, processes alive, then the figures. */
export const beatScript: RedisScript = {
  name: 'limiterBeat',
  numberOfKeys,
  lua: `${prelude}
if not s.epoch then return {'', 0} end
expire(minute, 'm', windowMs)
expire(day, 'd', dayMs)
local alive = member()
save()
return figures(s.epoch, alive)
`,
};

/**
 * Takes part, and tells what this process did that Redis does not know. ARGV 1 is the epoch that it found ('' none),
 * 6–10: name of a new epoch, of a new numbering, minute and day as JSON of [age, requests, tokens], ms of a pause;
 * 11: ms that others are to be given to tell theirs where all were away (0: there are none); 12: as long a silence
 * means that all were. Gives `changed` where the epoch is another one by now; else epoch, ms until it opens,
 * processes alive, figures.
 */
export const joinScript: RedisScript = {
  name: 'limiterJoin',
  numberOfKeys,
  lua: `${prelude}
if (s.epoch or '') ~= epoch then return {'changed'} end
if tonumber(ARGV[11]) > 0 and (not s.epoch or gap > tonumber(ARGV[12])) then
  s.opens = math.max(num('opens'), now + tonumber(ARGV[11]))
end
if not s.epoch then
  redis.call('DEL', minute, day)
  s.epoch, s.gen = ARGV[6], ARGV[7]
  s.mn, s.mr, s.mt, s.dn, s.dr, s.dt = 0, 0, 0, 0, 0, 0
end
expire(minute, 'm', windowMs)
expire(day, 'd', dayMs)
local function merge(list, p, told)
  if #told == 0 then return end
  local all = {}
  for _, entry in ipairs(redis.call('LRANGE', list, 0, -1)) do
    local at, requests, tokens = split(entry)
    all[#all + 1] = {at, requests, tokens}
  end
  for _, entry in ipairs(told) do
    all[#all + 1] = {math.floor(now - entry[1]) + 1, entry[2], entry[3]}
    s[p .. 'r'] = num(p .. 'r') + entry[2]
    s[p .. 't'] = num(p .. 't') + entry[3]
  end
  table.sort(all, function(a, b) return a[1] < b[1] end)
  redis.call('DEL', list)
  for from = 1, #all, 256 do
    local part = {}
    for i = from, math.min(from + 255, #all) do part[#part + 1] = join(all[i][1], all[i][2], all[i][3]) end
    redis.call('RPUSH', list, unpack(part))
  end
  s[p .. 'n'] = num(p .. 'n') + #all
  s.gen = ARGV[7]
end
merge(minute, 'm', cjson.decode(ARGV[8]))
merge(day, 'd', cjson.decode(ARGV[9]))
if tonumber(ARGV[10]) > 0 then s.paused = math.max(num('paused'), now + tonumber(ARGV[10])) end
local alive = member()
save()
return figures(s.epoch, math.max(num('opens') - now, 0), alive)
`,
};
