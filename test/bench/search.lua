-- A search of whoever COOKIE is signed in as: one of those in Q ("nguyen|le+thi+ha").
local asks = {}
for q in os.getenv("Q"):gmatch("[^|]+") do
    asks[#asks + 1] = "/api/query/dossier.search?q=" .. q
end
wrk.headers["Cookie"] = os.getenv("COOKIE")
request = function()
    return wrk.format("GET", asks[math.random(#asks)])
end
