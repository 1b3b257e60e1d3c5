-- Searches among the records of a registry: the lines of the file ASKS, one after the other.
local asks = {}
for line in io.lines(os.getenv("ASKS")) do
    local q = line:gsub("[^%w]", function(c) return string.format("%%%02X", c:byte()) end)
    asks[#asks + 1] = "/api/query/registry.list?registry=enterprise&limit=20&q=" .. q
end
local n = 0
request = function()
    n = n % #asks + 1
    return wrk.format("GET", asks[n])
end
