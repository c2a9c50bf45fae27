#!lua
-- Caches a snapshot whole, unless something later is known.
-- KEYS[1]  the hash of the environment
-- ARGV     revision, lifetime in ms, then field and value by turns
-- Returns 1 if the snapshot is cached, 0 if it was refused.
-- Without the flag allow-oom: under memory pressure Redis refuses it before it begins, so that nothing is half done.

local key, revision, lifetime = KEYS[1], ARGV[1], ARGV[2]

-- Revisions go beyond what a Lua number holds exactly, so they are compared as digits.
local function later(a, b)
  if #a ~= #b then return #a > #b end
  return a > b
end

-- What is no revision counts as none: damage must not keep the truth out.
local function stored(field)
  local value = redis.call('HGET', key, field)
  if value and #value <= 19 and (value == '0' or string.match(value, '^[1-9]%d*$')) then return value end
  return '0'
end

if redis.call('TYPE', key).ok == 'hash' then
  if later(stored('#revision'), revision) or later(stored('#fence'), revision) then return 0 end
end

redis.call('DEL', key)
redis.call('HSET', key, '#revision', revision)
-- In pieces: unpack puts its values on Lua's stack, which ends at about 8,000.
for first = 3, #ARGV, 2000 do
  redis.call('HSET', key, unpack(ARGV, first, math.min(first + 1999, #ARGV)))
end
redis.call('PEXPIRE', key, lifetime)
return 1
