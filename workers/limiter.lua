-- One slot of a channel, or how long to wait before asking again. All times are microseconds.
-- KEYS  1 line (hash: settled, hold)   2 slots (sorted set)   3 chat (full-at)   4 rejoined
-- ARGV  1 now ('' = Redis' own clock)   2 count   3 period   4 spacing   5 chat gap
--       6 horizon of this priority      7 the longest horizon       8 slot missed by its message, or 0
--       9 how far a chat's bucket may be overdrawn
-- Any count + 1 slots in a row span at least `period`. `settled` is the instant by which every
-- slot this memory does not know is in the past. workers.slots.Line is the twin.
local function text(n) return string.format('%.0f', n) end -- tostring() would round to 14 digits

local now = tonumber(ARGV[1])
if not now then
  local t = redis.call('TIME')
  now = t[1] * 1000000 + t[2]
end
local count, period, spacing = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local gap, horizon, longest = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local back, slack = tonumber(ARGV[8]), tonumber(ARGV[9])

local line = redis.call('HMGET', KEYS[1], 'settled', 'hold')
local settled, hold = tonumber(line[1]), tonumber(line[2]) or 0
if not settled then
  settled = now + longest
  redis.call('HSET', KEYS[1], 'settled', text(settled))
end
settled = math.max(settled, tonumber(redis.call('GET', KEYS[4]) or '') or 0)

redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. text(now - period))

local at = math.max(now, hold)
if count > 0 then at = math.max(at, settled + period) end
local after = back > 0 and back <= now and redis.call('ZREVRANK', KEYS[2], text(back))
if after then redis.call('ZREM', KEYS[2], text(back)) end
if back > 0 and back <= now and tonumber(redis.call('GET', KEYS[3]) or '') == back + gap then
  redis.call('DEL', KEYS[3])
end
if after and after < count and at == now then -- see Line: a slot may move later
  while redis.call('ZSCORE', KEYS[2], text(at)) do at = at + 1 end
elseif count > 0 then
  local last = redis.call('ZREVRANGE', KEYS[2], 0, 0)[1]
  if last then at = math.max(at, tonumber(last) + spacing) end
  local nth = redis.call('ZREVRANGE', KEYS[2], count - 1, count - 1)[1]
  if nth then at = math.max(at, tonumber(nth) + period) end
end

local full = 0
if gap > 0 then
  full = math.max(settled + gap, tonumber(redis.call('GET', KEYS[3]) or '') or 0)
  local free = full - slack
  if free > at then return { 'chat', text(free - now), '' } end
end
if at - now > horizon then return { 'channel', text(at - now - horizon), '' } end

if count > 0 then redis.call('ZADD', KEYS[2], text(at), text(at)) end
if gap > 0 then
  full = math.max(at, full) + gap
  redis.call('SET', KEYS[3], text(full), 'PX', text(math.ceil((full - now) / 1000) + 1000))
end
return { '', text(at - now), text(at) }
