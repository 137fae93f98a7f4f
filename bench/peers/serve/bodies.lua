-- Varied bodies, one a line of the file that BODIES names, the same to every server: one repeated row would flatter.
local bodies = {}
for line in io.lines(os.getenv("BODIES")) do
  bodies[#bodies + 1] = line
end
local requests = {}
local at = 0

init = function()
  for i, body in ipairs(bodies) do
    requests[i] = wrk.format("POST", "/predict", { ["content-type"] = "application/json" }, body)
  end
end

request = function()
  at = at % #requests + 1
  return requests[at]
end
