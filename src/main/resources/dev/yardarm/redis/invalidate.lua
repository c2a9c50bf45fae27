#!lua flags=allow-oom
-- Removes a snapshot that is older than a committed revision, and keeps anything older from coming back for a lifetime.
-- KEYS[1]  the hash of the environment
-- ARGV     revision, lifetime in ms
-- Returns 1 if the fence is up, 0 if what is cached is as late as the revision already.
-- With the flag allow-oom: removing what is stale must work above all when memory is short.

local key, revision, lifetime = KEYS[1], ARGV[1], ARGV[2]

local function later(a, b)
  if #a ~= #b then return #a > #b end
  return a > b
end

local function stored(field)
  local value = redis.call('HGET', key, field)
  if value and #value <= 19 and (value == '0' or string.match(value, '^[1-9]%d*$')) then return value end
end

local fence = revision
if redis.call('TYPE', key).ok == 'hash' then
  local cached = stored('#revision')
  if cached and not later(revision, cached) then return 0 end
  local known = stored('#fence')
  if known and later(known, fence) then fence = known end
end

redis.call('DEL', key)
redis.call('HSET', key, '#fence', fence)
redis.call('PEXPIRE', key, lifetime)
return 1
