-- One invoice by its key: KEYS is a file of keys, one a line; COOKIE the session of an officer.
local keys = {}
for line in io.lines(os.getenv("KEYS")) do keys[#keys + 1] = line:gsub("/", "%%2F") end
local head = { Accept = "application/json", Cookie = os.getenv("COOKIE") }
function request()
  return wrk.format("GET", "/api/query/registry.one?registry=e_invoice&key=" .. keys[math.random(#keys)], head)
end
