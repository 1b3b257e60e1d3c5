-- One of the dossiers named in the file TRACKED ("code secret" a line), drawn anew.
-- HTML=1: the page people see, as their browser asks; else JSON.
local at = {}
for line in io.lines(os.getenv("TRACKED")) do
    local code, secret = line:match("(%S+) (%S+)")
    at[#at + 1] = { code, secret }
end
local html = os.getenv("HTML") == "1"
request = function()
    local d = at[math.random(#at)]
    if html then
        return wrk.format("POST", "/tra-cuu",
                          { ["Content-Type"] = "application/x-www-form-urlencoded",
                            ["Accept"] = "text/html" },
                          "code=" .. d[1] .. "&secret=" .. d[2])
    end
    return wrk.format("GET", "/api/query/dossier.track?code=" .. d[1] .. "&secret=" .. d[2])
end
