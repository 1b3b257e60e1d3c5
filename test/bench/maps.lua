-- wrk: features of random rectangles; PREFIX is the address of the items.
math.randomseed(tonumber(os.getenv("SEED") or "1"))
local prefix = os.getenv("PREFIX")

function request()
    local w = 106.1 + math.random() * 0.57
    local s = 20.7 + math.random() * 0.52
    return wrk.format("GET", string.format("%s?bbox=%.6f,%.6f,%.6f,%.6f&limit=100", prefix, w, s, w + 0.03, s + 0.03))
end
