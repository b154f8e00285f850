-- Opens pages as many people do who know nothing of each other, and says how
-- long they took. With 50 connections it makes 50 requests a second on average,
-- whatever the answers take (up to a second each):
--
--   wrk -t1 -c50 -d20s --latency -s server/testdata/load.lua http://127.0.0.1:8080 -- new
--
-- What stands after "--" is the address to open again and again; "new" asks
-- for another filter each time, which no cache has the answer to.

local path = "new"
local n = 0

function init(args)
  path = args[1] or args[0] or path
  math.randomseed(os.time())
end

-- waiting times of independent visitors: a second on average
function delay()
  return math.floor(-1000 * math.log(1 - math.random()))
end

local function any(...)
  return select(math.random(select("#", ...)), ...)
end

local industries = {"energy", "government", "telecom", "finance", "education", "research", "health", "transport",
  "manufacturing", "media", "legal", "construction", "agriculture", "it", "other"}
local words = {"大模型", "智能体", "知识问答", "平台", "\"大模型平台\"", "DeepSeek", "算力 服务", "大模型 -培训", "buyer:电网", "supplier:科技"}
local pages = {"/", "/", "/?split=supplier", "/?split=region&measure=amount", "/awards", "/awards", "/awards", "/suppliers", "/buyers", "/trend.csv", "/awards.rss", "/coverage", "/method"}

local function encode(s)
  return (s:gsub("[^%w%-_.~]", function(c) return string.format("%%%02X", c:byte()) end))
end

-- another filter each time: some narrow, some that nearly everything matches
local function fresh()
  n = n + 1
  local page = pages[math.random(#pages)]
  local q = page:find("?", 1, true) and "&" or "?"
  local out = {page, q, "min=", n} -- never the same twice
  if math.random() < 0.5 then out[#out + 1] = "&industry=" .. industries[math.random(#industries)] end
  if math.random() < 0.5 then out[#out + 1] = "&q=" .. encode(words[math.random(#words)]) end
  if math.random() < 0.3 then out[#out + 1] = "&region=" .. any("110000", "330000", "440000") end
  if math.random() < 0.3 then out[#out + 1] = string.format("&from=2024-%02d", math.random(12)) end
  if math.random() < 0.2 then out[#out + 1] = "&scope=all" end
  if math.random() < 0.5 then out[#out + 1] = "&lang=en" end
  return table.concat(out)
end

function request()
  return wrk.format("GET", path == "new" and fresh() or path)
end

function response(status, headers, body)
  if status ~= 200 then io.stderr:write(status, " ", body:sub(1, 2000), "\n") end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT p50 %.1f ms  p99 %.1f ms  max %.1f ms  %d requests  %.0f/s  %d bad (connect %d, read %d, write %d, status %d, timeout %d)\n", latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000, summary.requests, summary.requests / (summary.duration / 1e6),
    e.connect + e.read + e.write + e.status + e.timeout, e.connect, e.read, e.write, e.status, e.timeout))
end
