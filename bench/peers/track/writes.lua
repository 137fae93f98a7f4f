-- Requests that write, each another one, the same to every server: KIND of them, on the runs that the file RUNS lists, from step FROM on.
local kind = os.getenv("KIND")
local step = tonumber(os.getenv("FROM"))
local runs = {}
for line in io.lines(os.getenv("RUNS")) do
  runs[#runs + 1] = line
end
local headers = { ["content-type"] = "application/json" }
local now = os.time() * 1000

local function metric(key)
  return string.format('"key":"%s","value":%.12f,"timestamp":%d,"step":%d', key, math.random(), now + step, step)
end

local bodies = {
  ["log-batch"] = function(run)
    local metrics = {}
    for i = 1, 10 do
      metrics[i] = "{" .. metric("metric_" .. i) .. "}"
    end
    return string.format('{"run_id":"%s","metrics":[%s]}', run, table.concat(metrics, ","))
  end,
  ["log-metric"] = function(run)
    return string.format('{"run_id":"%s",%s}', run, metric("metric_1"))
  end,
  ["create"] = function()
    return string.format('{"experiment_id":"0","user_id":"bench","start_time":%d}', now + step)
  end,
}

request = function()
  step = step + 1
  return wrk.format("POST", "/api/2.0/mlflow/runs/" .. kind, headers, bodies[kind](runs[step % #runs + 1]))
end
