import type { RedisScript } from '../../shared-state/redis-connection.ts';

// The document of one provider, `circuit:{service}`: changed by these scripts alone, so that every change is atomic,
// and by the server's clock alone, so that it does not matter whose clock goes wrong. `epoch` grows with each change
// of state. Replies are the server's time, the document as JSON, and whether a probe was granted.

const load = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local text = redis.call('GET', KEYS[1])
local ok, c = false, nil
if text then ok, c = pcall(cjson.decode, text) end
if not ok or type(c) ~= 'table' or c.version ~= 1 then
  c = {version = 1, state = 'closed', epoch = 0, since = 0, openUntil = 0, openings = 0, successes = 0,
    reason = '', probe = false, members = {}, votes = {}}
end
local function change(state, reason)
  c.state = state
  c.epoch = c.epoch + 1
  c.since = now
  c.reason = reason
  c.successes = 0
  c.probe = false
  if state ~= 'open' and state ~= 'half_open' then c.openings = 0 end
  if state ~= 'open' then c.openUntil = 0 end
  if state ~= 'half_open' then c.votes = {} end
end
local function open(openTimes, reason)
  local times = cjson.decode(openTimes)
  local openings = c.openings + 1
  change('open', reason)
  c.openings = openings
  c.openUntil = now + times[math.min(openings, #times)]
end
local function reply(granted)
  return {now, cjson.encode(c), granted or 0}
end
local function save(granted)
  redis.call('SET', KEYS[1], cjson.encode(c))
  return reply(granted)
end
`;

/** All documents at once: the time, then each document or nil. */
export const readScript: RedisScript = {
  name: 'strataCircuitRead',
  numberOfKeys: 7,
  lua: `
local t = redis.call('TIME')
return {t[1] * 1000 + math.floor(t[2] / 1000), redis.call('MGET', unpack(KEYS))}`,
};

/**
 * ARGV: process, what (`beat`, `vote`, `withdraw`, `leave`), how long a member counts in ms, how long the vote
 * stands in ms, open times in ms as JSON, reason.
 *
 * A closed circuit opens when more than half of its members vote for it: those who used the service lately, and those
 * whose vote stands.
 */
export const memberScript: RedisScript = {
  name: 'strataCircuitMember',
  numberOfKeys: 1,
  lua: `${load}
local me, what = ARGV[1], ARGV[2]
for id, seen in pairs(c.members) do if now - seen > tonumber(ARGV[3]) then c.members[id] = nil end end
for id, ends in pairs(c.votes) do if ends <= now then c.votes[id] = nil end end
if what == 'leave' then c.members[me] = nil else c.members[me] = now end
if what == 'vote' then c.votes[me] = now + tonumber(ARGV[4]) end
if what == 'withdraw' or what == 'leave' then c.votes[me] = nil end
local votes, members = 0, 0
for id in pairs(c.members) do members = members + 1 end
for id in pairs(c.votes) do
  votes = votes + 1
  if not c.members[id] then members = members + 1 end
end
if what == 'vote' and c.state == 'closed' and votes * 2 > members then
  local by = votes .. ' of ' .. members .. ' processes'
  open(ARGV[5], members == 1 and ARGV[6] or ARGV[6] .. '; agreed by ' .. by)
end
return save()`,
};

/** ARGV: the probe's token, how long its lease lasts in ms. Grants it when the circuit is due and nobody else probes. */
export const probeScript: RedisScript = {
  name: 'strataCircuitProbe',
  numberOfKeys: 1,
  lua: `${load}
if c.state == 'open' and now >= c.openUntil then
  change('half_open', 'its open time is over')
end
if c.state ~= 'half_open' or (c.probe and c.probe.ends > now) then return reply() end
c.probe = {token = ARGV[1], ends = now + tonumber(ARGV[2])}
return save(1)`,
};

/**
 * ARGV: the probe's token, what (`renew`, `ignored`, `succeeded`, `failed`), lease in ms, successes that close it,
 * open times in ms as JSON, reason of a failure. A token that does not hold the lease any more changes nothing.
 */
export const probeResultScript: RedisScript = {
  name: 'strataCircuitProbeResult',
  numberOfKeys: 1,
  lua: `${load}
if not c.probe or c.probe.token ~= ARGV[1] then return reply() end
local what = ARGV[2]
if what == 'renew' then
  c.probe.ends = now + tonumber(ARGV[3])
elseif what == 'ignored' then
  c.probe = false
elseif what == 'failed' then
  open(ARGV[5], ARGV[6])
else
  c.probe = false
  c.successes = c.successes + 1
  if c.successes >= tonumber(ARGV[4]) then
    change('closed', c.successes == 1 and 'its probe succeeded' or c.successes .. ' probes succeeded')
  end
end
return save()`,
};

/** ARGV: the state asked for by hand: `forced_open`, `disabled`, `closed`. */
export const controlScript: RedisScript = {
  name: 'strataCircuitControl',
  numberOfKeys: 1,
  lua: `${load}
if c.state == ARGV[1] then c.votes = {} else change(ARGV[1], 'by hand') end
return save()`,
};

/**
 * ARGV: state, origin, epoch, age of the state in ms, time left open in ms, openings. What a process brings that
 * could not speak with the server for a while, or finds it without the document it knew. By hand, the newer wins; a
 * decision of the fleet of a later epoch is put back; a recovery that it found by its own probes since closes the
 * circuit. Its own opening is no matter of this script: it is voted on.
 */
export const mergeScript: RedisScript = {
  name: 'strataCircuitMerge',
  numberOfKeys: 1,
  lua: `${load}
local state, origin, epoch = ARGV[1], ARGV[2], tonumber(ARGV[3])
local at = now - tonumber(ARGV[4])
if origin == 'by_hand' then
  if at < c.since then return reply() end
  c.epoch = math.max(c.epoch, epoch)
  change(state, 'by hand')
  c.since = at
elseif origin == 'fleet' and epoch > c.epoch then
  change(state, 'known from before')
  c.epoch = epoch
  c.since = at
  if state == 'open' then c.openUntil = now + tonumber(ARGV[5]) end
  if state == 'open' or state == 'half_open' then c.openings = tonumber(ARGV[6]) end
elseif origin == 'judged' and state == 'closed' and (c.state == 'open' or c.state == 'half_open') and at > c.since then
  change('closed', 'probes succeeded')
else
  return reply()
end
return save()`,
};
