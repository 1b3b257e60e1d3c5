-- One of the dossiers named in the file TRACKED ("code secret" a line), drawn anew.
-- HTML=1: the page people see, as their browser asks; else JSON.
-- Requests are written beforehand: the load generator takes its time from the same two cores.
local ready = {}
local html = os.getenv("HTML") == "1"
init = function()
    for line in io.lines(os.getenv("TRACKED")) do
        local named = "code=%s&secret=%s"
        named = named:format(line:match("(%S+) (%S+)"))
        ready[#ready + 1] = html
            and wrk.format("POST", "/tra-cuu",
                           { ["Content-Type"] = "application/x-www-form-urlencoded",
                             ["Accept"] = "text/html" }, named)
            or wrk.format("GET", "/api/query/dossier.track?" .. named)
    end
end
request = function()
    return ready[math.random(#ready)]
end
