-- A page of 50 invoices of one day, beginning anywhere among them (after a random record);
-- COOKIE as in registry_one.lua, ROWS how many records there are.
local head = { Accept = "application/json", Cookie = os.getenv("COOKIE") }
local rows = tonumber(os.getenv("ROWS"))
function request()
  local day = string.format("2024-%02d-%02d", math.random(1, 5), math.random(1, 29))
  local where = "%7B%22issued_on%22%3A%22" .. day .. "%22%7D"
  return wrk.format("GET", "/api/query/registry.list?registry=e_invoice&limit=50&where=" .. where ..
    "&after=" .. math.random(0, rows) .. "%3A" .. day, head)
end
